"""HTML that staff write: a few plain marks stay, everything that could do harm goes."""

import nh3

TAGS = {
    *("p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"https", "http", "mailto"}


def holds_markup(text: str) -> bool:
    """Return whether the text is HTML rather than plain words."""
    return bool(nh3.is_html(text))


def clean_html(text: str) -> str:
    """Return the text with plain marks only; words without any markup stay as they are.

    Cleaning what is clean changes nothing.
    """
    if not holds_markup(text):
        return text
    return str(nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))
