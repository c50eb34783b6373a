"""Texts of the team as HTML: Markdown, cleaned."""

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr"}


def to_html(text: str) -> SafeString:
    """Return Markdown as safe HTML. Headings begin at the second level: the title is the first."""
    shifted = "\n".join(f"#{line}" if line.startswith("#") else line for line in text.splitlines())
    html = markdown.markdown(shifted, output_format="html")
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto", "tel"})
    return mark_safe(clean)  # noqa: S308 - nh3 has left nothing but the tags above
