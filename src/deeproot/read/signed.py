"""What is one line of the end of a mail: a name, a closing, an address, a telephone's line; or somebody's words?"""

from __future__ import annotations

import re

from .disclaimers import mentions_disclaimer
from .furniture import begun, word_set, words
from .remembered import Remembered, asked_once

CONTACT = re.compile(
    r"@\w|www\.|https?://|\[cid:|!\[|\[image|\+?\d[\d ()./-]{6,20}\d|\b(?:tel|phone|mobile|fax|cell|mobil)\b"
    r"|\b(?:facebook|linkedin|instagram|twitter)\b"
)
CONTACT_PIECE = re.compile(r"[@\d\[]|www\.|http|tel|phone|mobil|fax|cell|facebook|linkedin|instagram|twitter")
DEVICE = re.compile(r"iphone|ipad|android|samsung|galaxy|outlook|huawei|xiaomi|blackberry|windows|yahoo", re.IGNORECASE)
SENT = re.compile(
    r"\bsent\b|gesendet|envoy|envia|invia|verzonden|verstuurd|skick|sendt|wysłan|odesl|odosl|lähet|küld|trimis|отправ"
    r"|надісл|gönder|送信|发自|發自|傳送|发送|رسل|נשלח|στάλ|изпрат|poslan|dikirim|gửi|ส่ง",
    re.IGNORECASE,
)
SAYS = re.compile(
    r"\b(?:i|i'[a-z]+|we|we'[a-z]+|you|your|me|us|he|she|they|it|this|that|there|ich|wir|sie|du|es|je|nous|vous|yo|usted)\b",
    re.IGNORECASE,
)
"""Who speaks, and of what: words of a sentence, not of a signature."""
NAME = re.compile(r"[-–—~/^* _]{0,3}(?:[^\W\d_][\w.'’-]{0,24}[ ,]{0,2}){1,4}[* _]{0,3}")
FOR_ANOTHER = re.compile(r"(?:i\. ?[av]\.|ppa\.?|p\.? ?p\.|im auftrag|p\.o\.)\s+", re.IGNORECASE)
"""Who signs for somebody else says so before the name."""
JOINED = re.compile(r"\s*(?:[&+,]|\band\b|\bund\b|\bet\b|\by\b)\s*", re.IGNORECASE)
MOTTO = re.compile(r"[\"“„«][^\"”“»]{3,120}[\"”“»]\s{0,2}[-–—~(]\s{0,2}\S.{0,40}")
MOST_OF_NAME = 3
BAR = " | "
"""What stands between a name, its office and an address on one line."""
TITLES = re.compile(
    r"(?:i\. ?[av]\.|ppa\.?|(?:dr|prof|ing|mag|dipl|mr|mrs|ms|mme|rev|sgt|capt|lt|hr|fr)\.?|pastor|coach|herr|frau)"
    r"[ ]+(?=[^\W\d_])",
    re.IGNORECASE,
)
"""What stands before a name."""
MOST_WITH_TITLES = 8
"""Words of a name with two titles, each of which may be of two words."""
PARTICLES = frozenset(
    ["de", "da", "do", "dos", "del", "di", "du", "van", "von", "der", "den", "ter", "zu", "la", "le", "el", "al"]
)
POSTSCRIPT = re.compile(r"\W{0,3}(?:p\.?\s?s\.?|n\.?b\.)\s?[\s:.-]", re.IGNORECASE)


@asked_once
def belongs(line: str) -> bool:
    """Whether a line may stand in a signature: short, no sentence; an address; a phrase of a disclaimer."""
    if POSTSCRIPT.match(line):
        return False
    if len(line) > 160:
        return mentions_disclaimer(line) or line.startswith(("[", "<http", "!["))
    if has_contact(line) or MOTTO.fullmatch(line) or line.count(BAR) > 1:
        return True
    count = len(line.split())
    if count <= 8 and not line.endswith("?") and not (count > 4 and line.endswith((".", "!"))):
        return True
    return mentions_disclaimer(line) or any(map(line.lower().__contains__, words("signed")))


@asked_once
def is_first(line: str) -> bool:
    """Whether a line can be the first below a closing: a name, not the beginning of a sentence."""
    if has_contact(line):
        return True
    letters = FOR_ANOTHER.sub("", line).lstrip("-–—~/^*_ \"'([")
    if line.endswith((":", "!")):
        return False
    return not letters[:1].islower() or (len(line.split()) <= 2 and letters[-1:].isalpha())


@asked_once
def speaks(line: str) -> bool:
    """Whether a line says or asks something of somebody's: no opening hours, no slogan, no address."""
    return line.endswith("?") or (
        not mentions_disclaimer(line) and (line.endswith((".", "!")) or SAYS.search(line) is not None)
    )


@asked_once
def closes(line: str) -> re.Match[str] | None:
    """A line that is a closing, or two of them ("Best regards / Viele Grüße")."""
    one, _, other = line.partition(" / ")
    near = begun(one, "closings") if len(line) <= 80 else None
    if near is None:
        return None
    if found := near.fullmatch(one) if not other or closes(other) else None:
        return found
    one, _, other = line.partition("/")  # "Rgds/Henk"
    if is_signed(other.strip()):
        return near.fullmatch(one.strip())
    pieces = JOINED.split(line, 2)  # "Thanks & have a great day!"
    return closes(pieces[0]) if len(pieces) == 2 and closes(pieces[1]) else None


@asked_once
def is_signed(line: str) -> bool:
    """Whether a line is the name of somebody and nothing else."""
    return not line[:1].islower() and is_a_name(line) and bool(NAME.fullmatch(line))


def is_person(line: str, least: int = 1) -> bool:
    """Whether a line is somebody's name, with or without a title: all its words are written large."""
    head = line.strip("-–—~/^*_ ").partition(",")[0]
    if len(head.split()) > MOST_WITH_TITLES:
        return False
    name = TITLES.sub("", head, count=2).strip("*_ ")
    parts = name.split()
    if not least <= len(parts) <= 4 or not NAME.fullmatch(name) or not parts[0][:1].isupper():
        return False
    if not all(part[:1].isupper() or part.lower() in PARTICLES for part in parts):
        return False
    return not any(part.lower().strip(".") in word_set("not_names") for part in parts) and not SAYS.search(name)


def is_named(word: str) -> bool:
    """Whether one word may be a name: written large, or in a script that knows no large letters; no word of talk."""
    first = word[:1]
    large = first.isupper() or (first.isalpha() and first.lower() == first.upper())
    return large and word.lower().strip(".") not in word_set("not_names") and SAYS.fullmatch(word) is None


def is_foreign(line: str) -> bool:
    """Whether a line is one to three words of a script without large letters: below Latin words it is a name."""
    parts = line.strip("-–—~/^*_ .,").split()
    return 1 <= len(parts) <= MOST_OF_NAME and all(map(_is_caseless, parts))


def _is_caseless(word: str) -> bool:
    return word[:1].isalpha() and word.lower() == word.upper()


def is_a_name(line: str) -> bool:
    """Whether a line has few words, of which none is known to be no name."""
    parts = line.strip("-–—~/^*_ .,").split()
    if len(parts) == 1 and line.rstrip("*_ ").endswith((".", ",")):
        return False  # a word that ends a sentence is an answer
    return 1 <= len(parts) <= 3 and not any(word.lower() in word_set("not_names") for word in parts)


@asked_once
def is_of_device(line: str) -> bool:
    """Whether a line begins as those of telephones do, or is short and says that a telephone sent it."""
    if (found := begun(line, "device")) and found.match(line):
        return True
    named = DEVICE.search(line) if len(line) < 60 else None
    return bool(named) and bool(SENT.search(line)) and len(line.split()) <= 8 and not line.endswith(("?", ".", "!"))


@asked_once
def has_contact(line: str) -> bool:
    """Whether an address, a number or a picture stands in a line."""
    low = line.lower()
    return any(map(_REACHES.__getitem__, low.split())) and CONTACT.search(low) is not None


_REACHES = Remembered(lambda piece: CONTACT_PIECE.search(piece) is not None)
"""Whether a piece of a line has what each address or number has in one of its pieces."""
