"""An admin of a few models, so that the stock pages can be looked at whatever the apps register."""

from django.contrib import admin

from accounts.models import OrgUnit
from config.admin import ProgrammeAdminSite
from mentoring.models import Cohort, Criterion, Topic

site = ProgrammeAdminSite(name="gallery")


class CriterionInline(admin.StackedInline):
    model = Criterion
    extra = 1


@admin.register(Cohort, site=site)
class CohortAdmin(admin.ModelAdmin):
    inlines = [CriterionInline]
    filter_horizontal = ["organisations"]
    search_fields = ["title"]
    date_hierarchy = "starts_on"


@admin.register(Topic, site=site)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["title", "group", "position", "is_retired"]
    list_filter = ["group"]
    search_fields = ["title"]
    list_per_page = 10


@admin.register(OrgUnit, site=site)
class OrgUnitAdmin(admin.ModelAdmin):
    search_fields = ["name"]
    autocomplete_fields = ["parent"]
