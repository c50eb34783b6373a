"""The topic catalogue in the admin (R1)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AccessAdmin
from mentoring import access
from mentoring.actions import topics
from mentoring.admin.wording import yes_or_no
from mentoring.forms.admin_topics import TopicForm
from mentoring.models import Topic


@admin.register(Topic)
class TopicAdmin(AccessAdmin):
    """A topic that was chosen once is retired; only an unused one can be deleted."""

    may_view = may_add = may_change = may_delete = staticmethod(access.may_run_programme)

    form = TopicForm
    list_display = ["title", "group", "is_offered", "move"]
    list_filter = ["group", "is_retired"]
    search_fields = ["title"]

    class Media:
        css = {"all": ["css/team.css"]}

    # The order is what the page is about.
    sortable_by = ()

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not topics.is_used(obj))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        last = Topic.objects.aggregate(last=Max("position"))["last"] or 0
        return {"position": str(last + 1), **super().get_changeform_initial_data(request)}

    @admin.display(description=gettext_lazy("on offer"))
    def is_offered(self, topic: Topic) -> str:
        return yes_or_no(not topic.is_retired)

    @admin.display(description=gettext_lazy("order"))
    def move(self, topic: Topic) -> SafeString:
        """Two buttons of the list's own form, which carries the token."""
        return format_html(
            '<button class="m-move" formaction="{}" title="{}"><span aria-hidden="true">↑</span>'
            '<span class="kern-sr-only">{}</span></button> '
            '<button class="m-move" formaction="{}" title="{}"><span aria-hidden="true">↓</span>'
            '<span class="kern-sr-only">{}</span></button>',
            reverse("admin:mentoring_topic_up", args=[topic.pk]),
            _("Move up"),
            _("Move up: %(topic)s") % {"topic": topic},
            reverse("admin:mentoring_topic_down", args=[topic.pk]),
            _("Move down"),
            _("Move down: %(topic)s") % {"topic": topic},
        )

    def save_model(self, request: HttpRequest, obj: Topic, form: TopicForm, change: bool) -> None:
        save = topics.change if change else topics.create
        save(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        topics.delete(obj, by=request.user)

    def get_urls(self) -> list[URLPattern]:
        def step(word: str, name: str, up: bool) -> URLPattern:
            view = self.admin_site.admin_view(self.move_view)
            return path(f"<id:pk>/{word}/", view, {"up": up}, name=f"mentoring_topic_{name}")

        return [step("nach-oben", "up", True), step("nach-unten", "down", False), *super().get_urls()]

    def move_view(self, request: HttpRequest, pk: int, up: bool) -> HttpResponse:
        """Let a topic change places with its neighbour."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        topic = Topic.objects.filter(pk=pk).first()
        if topic is None:
            raise Http404
        topics.move(topic, up=up, by=request.user)
        self.message_user(request, _("The order is saved."), messages.SUCCESS)
        return redirect("admin:mentoring_topic_changelist")
