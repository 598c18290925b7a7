"""The icons, drawn with one pen on a grid of 24: each is what stands inside its ``<svg>``."""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    # where one can go
    "today": '<path d="M3 18h18M6.5 18a5.5 5.5 0 0 1 11 0M12 8V4.5M5 11 3 9.4M19 11l2-1.6"/>',
    "customers": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 19.5c.4-3.6 2.8-5.5 6-5.5s5.6 1.9 6 5.5"/>'
    '<path d="M15.5 5.7a3.2 3.2 0 0 1 0 5.6M17.6 14.5c2 .7 3.2 2.4 3.4 5"/>',
    "mirror": '<ellipse cx="12" cy="9.5" rx="6" ry="7"/><path d="M12 16.5V21M9 21h6M9.5 9.5l3.5-3.5"/>',
    "promises": '<path d="M5 5.5h14v15H5zM9 3v4M15 3v4M5 9.5h14"/><path d="m9 14.8 2.2 2.2 4-4.2"/>',
    "programmes": '<circle cx="6" cy="6" r="2.5"/><circle cx="18" cy="12" r="2.5"/><circle cx="6" cy="18" r="2.5"/>'
    '<path d="M8.5 6H12a3 3 0 0 1 3 3v.5M15.5 12.5 8.3 17"/>',
    "journey": '<circle cx="5" cy="18" r="2.2"/><circle cx="12" cy="9" r="2.2"/><circle cx="19" cy="5" r="2.2"/>'
    '<path d="m6.4 16.2 4.2-5.4M14 8l3-1.8"/>',
    "review": '<path d="M5 3.5h10l4 4v13H5zM15 3.5v4h4"/><path d="m8.5 13.5 2.5 2.5 4.5-5"/>',
    "import": '<path d="M12 3.5v11M7.5 10.5l4.5 4.5 4.5-4.5M4 16v4.5h16V16"/>',
    "export": '<path d="M12 15V3.5M7.5 8 12 3.5 16.5 8M4 16v4.5h16V16"/>',
    "people": '<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20.5c.5-4.2 3.5-6.5 7.5-6.5s7 2.3 7.5 6.5"/>',
    "audit": '<path d="M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5"/>',
    "organisation": '<path d="M4 20.5V6l8-2.5v17M12 9.5l8 2v9M2.5 20.5h19M7.5 9h1M7.5 13h1M7.5 17h1M15.5 15h1"/>',
    "style": '<path d="M12 3.5a8.5 8.5 0 1 0 0 17c1.5 0 2-1 1.5-2.2-.6-1.5.3-2.8 2-2.8H18c1.7 0 2.5-1.5 2.5-3.5'
    ' 0-4.7-3.8-8.5-8.5-8.5z"/><circle class="solid" cx="8" cy="11" r="1.1"/>'
    '<circle class="solid" cx="12" cy="7.5" r="1.1"/><circle class="solid" cx="16" cy="10" r="1.1"/>',
    # what passes between us and a customer
    "email": '<path d="M3.5 5.5h17v13h-17zM3.5 7l8.5 6 8.5-6"/>',
    "call": '<path d="M8 3.5 5 4.5c-.8.3-1.3 1-1.2 1.9C4.6 14.2 9.8 19.4 17.6 20.2c.9.1 1.6-.4 1.9-1.2'
    'l1-3-4.5-2.5-2 2c-2.5-1.2-4.3-3-5.5-5.5l2-2z"/>',
    "meeting": '<circle cx="8" cy="8" r="2.7"/><circle cx="16" cy="8" r="2.7"/><path d="M3 18.5c.3-3 2.2-4.8 5-4.8'
    's4.7 1.8 5 4.8M13.5 14.5c.7-.5 1.5-.8 2.5-.8 2.8 0 4.7 1.8 5 4.8"/>',
    "chat": '<path d="M4 5h16v11h-9l-4.5 4v-4H4zM8 9.5h8M8 12.5h5"/>',
    "case": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.5"/>'
    '<path d="m6 6 3.5 3.5M18 6l-3.5 3.5M6 18l3.5-3.5M18 18l-3.5-3.5"/>',
    "survey": '<path d="M5 4h14v16.5H5z"/><path d="m8 9 1.2 1.2L11.5 8M8 15.2l1.2 1.2 2.3-2.2M14 9.5h2M14 15.5h2"/>',
    "purchase": '<path d="M5 8h14l-1 12.5H6zM8.5 8V7a3.5 3.5 0 0 1 7 0v1"/>',
    "usage": '<path d="M3.5 20.5h17M6.5 17v-4M11 17V7M15.5 17v-7M20 17V4.5"/>',
    "mention": '<circle cx="12" cy="12" r="3.6"/><path d="M15.6 8.5v4.5c0 3.5 4.9 3 4.9-1a8.5 8.5 0 1 0-3.5 6.9"/>',
    "event": '<path d="M4 6h16v14.5H4zM8.5 3.5v4M15.5 3.5v4M4 10.5h16"/><path d="m12 12.8.9 1.7 1.9.3-1.4 1.3.3 1.9'
    '-1.7-.9-1.7.9.3-1.9-1.4-1.3 1.9-.3z"/>',
    "letter": '<path d="M5 3.5h10l4 4v13H5zM15 3.5v4h4M8.5 12h7M8.5 15.5h7"/>',
    "sms": '<path d="M7 2.5h10v19H7zM10.5 18.5h3M9.5 7h5v4h-2.5l-1.5 1.5V11h-1z"/>',
    "note": '<path d="M4.5 4.5h15v10l-5 5h-10zM19.5 14.5h-5v5M8 9h8M8 12.5h4"/>',
    "silence": '<path d="M4 12h1.5M9 12h1.5M13.5 12H15M18.5 12H20"/>',
    "gap": '<path d="M4 7.5V5h2.5M10 5h4M17.5 5H20v2.5M20 11v2.5M20 17v2.5h-2.5M14 19.5h-4M6.5 19.5H4V17M4 13.5V11"/>',
    "belief": '<path d="M12 20.5c0-5 0-8 4-11.5 2-1.7 3.5-2 4.5-2 0 5.5-3 9-8.5 9M12 16C7 16 3.5 12.5 3.5 7'
    'c3.5 0 6.3 1.8 7.6 4.8"/>',
    # what one can do, and how it stands
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "undo": '<path d="M4 9h10.5a5 5 0 0 1 0 10H9M4 9l4.5-4.5M4 9l4.5 4.5"/>',
    "right": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "left": '<path d="M15 5.5 8.5 12l6.5 6.5"/>',
    "down": '<path d="m5.5 9 6.5 6.5L18.5 9"/>',
    "sorted": '<path d="M12 5v14M7 14l5 5 5-5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.5 9.7c.2-1.5 1.2-2.3 2.6-2.3 1.5 0 2.6.9 2.6 2.3 0 1.9-2.6 2-2.6 4M12.1 16.7v.1"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>',
    "snooze": '<circle cx="12" cy="13" r="7.5"/><path d="M9.5 10.5h5l-5 5h5M3.5 6.5l3-3M20.5 6.5l-3-3"/>',
    "hand-over": '<path d="M3.5 8h14M13 3.5 17.5 8 13 12.5M20.5 16h-14M11 11.5 6.5 16l4.5 4.5"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.5 3.5'
    'a4 4 0 0 0 5.7 5.7l1.5-1.5"/>',
    "leave": '<path d="M10 4H4.5v16H10M14.5 7.5 19 12l-4.5 4.5M19 12H9"/>',
    "save": '<path d="M6 3.5h12v17l-6-4.5-6 4.5z"/>',
    "star": '<path d="m12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>',
    "quote": '<path d="M9.5 6.5C6 7.5 4.5 10 4.5 14v3.5h5.5V12H7c0-2 .9-3 2.8-3.6M19 6.5c-3.5 1-5 3.5-5 7.5v3.5h5.5V12'
    'h-3c0-2 .9-3 2.8-3.6"/>',
    "file": '<path d="M6 3.5h8.5L18.5 8v12.5H6zM14 3.5V8h4.5"/>',
    "rise": '<path d="m4 17 6-6 3.5 3.5L20 8M15 8h5v5"/>',
    "fall": '<path d="m4 8 6 6 3.5-3.5L20 17M15 17h5v-5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4'
    'M17.1 17.1l1.4 1.4M5.5 18.5l1.4-1.4M17.1 6.9l1.4-1.4"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "system": '<path d="M3.5 5h17v11.5h-17zM9 20h6M12 16.5V20"/>',
}
