"""What is wrong with an answer to a form."""

from collections.abc import Iterator

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse

from tests.fuzz.hostile import Post
from tests.fuzz.page_forms import texts_in, with_plain_breaks

PAGES = (200, 302, 303, 400, 403, 404, 410, 429)
# What stands on a page that names what is wrong, on the site and in the admin.
SUMMARY = "m-error-summary"


def faults_of(response: HttpResponse, post: Post) -> Iterator[str]:
    """Yield what is wrong, in words. An error of the server has been raised before."""
    if response.status_code not in PAGES:
        yield f"{response.status_code} is neither a page nor leads to one"
    if response.status_code in (302, 303):
        refusals = _refusals(response)
        if refusals and post.typed:
            yield f"leads on with {refusals} and without what was typed into {list(post.typed)}"
    elif response.headers.get("Content-Type", "").startswith("text/html"):
        shown = texts_in(response.text)
        lost = [name for name, text in post.typed.items() if with_plain_breaks(text) not in shown]
        if lost:
            yield f"{response.status_code} lost what was typed into {lost}"
        if _is_refused(response) and SUMMARY not in response.text:
            yield "does not say what is wrong"


def _refusals(response: HttpResponse) -> list[str]:
    """Return what the next page will complain about."""
    told = messages.get_messages(response.wsgi_request)
    return [str(message) for message in told if message.level >= messages.WARNING]


def _is_refused(response: HttpResponse) -> bool:
    """Say whether a form of the page has errors."""
    return any(form.is_bound and _has_errors(form) for form in _forms_of(response))


def _has_errors(form: BaseForm | BaseFormSet) -> bool:
    return bool(form.total_error_count()) if isinstance(form, BaseFormSet) else bool(form.errors)


def _forms_of(response: HttpResponse) -> Iterator[BaseForm | BaseFormSet]:
    for layer in response.context or ():
        for value in (layer or {}).values() if hasattr(layer, "values") else ():
            if isinstance(value, BaseForm | BaseFormSet):
                yield value
