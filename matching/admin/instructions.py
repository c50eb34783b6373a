"""What the team has settled for the matching of a year, and how it takes that back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from accounts.admin import confirm
from matching import access
from matching.actions import changes
from matching.admin.base import Pages, cohort_crumb
from matching.models import Instruction


class InstructionPages(Pages):
    """The step that asks before something settled is taken back."""

    @property
    def urls(self) -> list[URLPattern]:
        return [self.path("festlegung/<id:pk>/aufheben/", self.withdraw, "withdraw_instruction")]

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        instruction = _find(request, pk)
        cohort = instruction.mentee.participation.cohort
        url = reverse("admin:matching_cohort", args=[cohort.pk])
        if request.method == "POST":
            return confirm.do(request, lambda: _withdrawn(request, instruction), next_url=url)
        question = confirm.Question(
            title=_("Take back what was settled"),
            what=[
                _("The next run decides anew, without this."),
                _("The present run counts as out of date then. Tandems that are approved stay."),
            ],
            people=[in_words(instruction)],
            yes=_("Yes, take it back"),
            cancel_url=url,
            crumbs=[cohort_crumb(cohort)],
        )
        return confirm.ask(request, self.site, question)


def in_words(instruction: Instruction) -> str:
    pair = [instruction.mentee, *([instruction.mentor] if instruction.mentor else [])]
    return f"{' – '.join(map(str, pair))}: {instruction.get_kind_display()}"


def _find(request: HttpRequest, pk: int) -> Instruction:
    found = access.instructions_visible_to(request.user).select_related(
        "mentee__participation__cohort", "mentee__participation__user", "mentor__participation__user"
    )
    instruction: Instruction | None = found.filter(pk=pk).first()
    if instruction is None:
        raise Http404
    return instruction


def _withdrawn(request: HttpRequest, instruction: Instruction) -> str:
    changes.withdraw(instruction, by=request.user)
    return _("Taken back. Please start a new run, so that it counts.")
