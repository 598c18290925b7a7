"""HTML as it may leave in a mail: by an allow-list, its style beside each word, nothing that is fetched."""

from __future__ import annotations

from typing import Final

TAGS: Final = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
})  # fmt: skip
"""No picture is among them: what is fetched when a mail is opened tells that it was opened."""
ATTRIBUTES: Final = {
    "*": {"style", "dir", "lang", "align"},
    "a": {"href", "title"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width"},
    "table": {"width", "cellpadding", "cellspacing", "border", "role"},
    "ol": {"start"},
}
STYLES: Final = frozenset({
    "background-color", "border", "border-bottom", "border-collapse", "border-radius", "border-top", "color", "display",
    "font-family", "font-size", "font-style", "font-weight", "line-height", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom",
    "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "vertical-align", "white-space",
    "width",
})  # fmt: skip
"""None of them can name an address."""
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def cleaned(html: str) -> str:
    """The HTML with rules of its style sheets put beside what they are about, and without all that is not allowed."""
    import css_inline  # both are loaded by whoever sends, not by every page
    import nh3

    styled = html
    if "<style" in html.lower():
        styled = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(html)
    return nh3.clean(
        styled,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        filter_style_properties=set(STYLES),
        link_rel=None,
    )
