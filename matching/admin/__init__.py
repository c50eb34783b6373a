"""The pages of the admin on which the team matches. They read what the worker has stored."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern

from matching.admin.cohorts import CohortPages
from matching.admin.instructions import InstructionPages
from matching.admin.proposals import ProposalPages
from matching.admin.proposing import ProposingPages
from matching.admin.runs import RunPages


def urls(site: AdminSite) -> list[URLPattern]:
    """Return the addresses of all of them."""
    pages = (ProposingPages(site), CohortPages(site), RunPages(site), ProposalPages(site), InstructionPages(site))
    return [url for page in pages for url in page.urls]
