"""The sample company told, brought in and lived through: what the demo shows of every room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Final

from deeproot_app.cli._tell import tell

BEFORE_THE_TURN: Final = {
    "surveys": "{:,} answers to surveys.",
    "success": "{:,} success plans.",
    "pages": "{:,} customers have a page of their own.",
}
"""Files of this folder, and what is told of the number that their `load` gives; the turn tells what follows of them."""
AFTER_IT: Final = {
    "journeys": "A map of the journey with {:,} touchpoints, walked once.",
    "programmes": "{:,} customers enter a programme.",
    "thanks": "{:,} gifts and guests.",
    "loyalty": "{:,} referrals and favours.",
    "mails": "{:,} mails in the outbox; nothing can leave.",
    "together": "{:,} words among us.",
    "habits": "{:,} habits.",
    "team": "{:,} of its people on board.",
}


def load(seed: int, customers: int, until: datetime) -> None:
    """Tell the company, import it as anybody would import theirs, add its people, and run one turn."""
    from deeproot import sample
    from deeproot_app import loop
    from deeproot_app.cli._sample import company, consents, sources
    from deeproot_app.cli.turn import Progress

    tell(f"Telling the sample company: {customers} customers, simulated.")
    told = sample.company(seed=seed, customers=customers, until=until)
    company.found_company(told.name)
    company.bring_in(told)
    company.add_people(told)
    tell(f"{sources.connect(told):,} deliveries of connected sources are taken in.")
    company.work_every_day(told)
    company.fill_library()
    tell(f"{consents.say(told, until):,} words about consent.")
    go_through(BEFORE_THE_TURN, until)
    tell("One turn of the loop: reading, understanding, planning.")
    loop.turn(until, tell=Progress())
    judge(until)
    go_through(AFTER_IT, until)


def go_through(steps: Mapping[str, str], until: datetime) -> None:
    for name, says in steps.items():
        tell(says.format(import_module(f"{__name__}.{name}").load(until)))


def judge(until: datetime) -> None:
    """Who stays, and what they are worth: what a worker reckons after the first turn of a day. Risk it judges first."""
    from deeproot_app.base import jobs
    from deeproot_app.cli._sample import health
    from deeproot_app.measure.judged import charts, programmes, reckon
    from deeproot_app.understand.health.compare import compare_health
    from deeproot_app.understand.personas.reckon import KEY, reckon_personas
    from deeproot_app.understand.risk.work import judge_risk

    tell("Who stays, and what they will be worth.")
    reckon.bring_up_to_date(until)
    programmes.bring_up_to_date(until)
    charts.draw_beforehand()
    tell(f"What its people say of {health.load(until)} customers’ health.")
    jobs.enqueue(judge_risk, key="risk")
    jobs.enqueue(compare_health, key="health")
    jobs.enqueue(reckon_personas, key=KEY)
