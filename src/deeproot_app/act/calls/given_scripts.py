"""The scripts that come with the program: short, in plain words, and more questions than statements."""

from __future__ import annotations

from typing import Final

PROMISE: Final = """\
# Begin
Good day {contact}, this is {me} of {company}. It is about something that we owe you. Have you got a moment?
> Yes -> What we owe
> Not now -> Another time

# What we owe
On {due} we said: “{promise}”
Say at once how it stands. No reasons before the fact.
> It is done -> Done
> It is not done -> Not done

# Done
“It is done, and I wanted you to hear it from me.” Say what they can now do, and where they find it.
Ask: “Is that what you expected?”
> Yes -> End
> No -> Listen

# Not done
“It is not done, and I am sorry that you had to wait without a word.” Name one day on which you are sure.
Ask: “What does the delay cost you? What would help until then?”
> They need something meanwhile -> Listen
> The new day suits them -> End

# Listen
Let them finish. Say back what you heard, in their words, and write it down as they said it.
Promise only what you yourself can keep, with a day.
> Go on -> End

# Another time
“When suits you?” Write down the moment that they name; the call comes back then.

# End
Say what you will do, and by when, and thank them for their time. Then write it down as a promise.
"""

COMPLAINT: Final = """\
# Begin
Good day {contact}, this is {me} of {company}. You told us about something that went wrong, and then we heard no more. \
I would like to know how it stands.
> They talk -> Listen
> It is solved -> Solved
> Not now -> Another time

# Listen
The last thing they said: “{last_words}”
Ask: “What happened since? What is it like now?” Do not defend anything. Say back what you heard.
> It still hurts -> What now
> It is solved -> Solved

# What now
Ask: “What would put it right for you?” Agree on one next step with a day, and say who does it.
> Agreed -> End

# Solved
Ask: “Is it really over for you, or did you just get used to it? What should we have done differently?”
> Something remains -> What now
> It is over -> End

# Another time
“When suits you?” Write down the moment that they name.

# End
Thank them for telling us. Write down what they said, as evidence, and the promise if there is one.
"""

GREAT: Final = """\
# Begin
Good day {contact}, this is {me} of {company}. You wrote that all is well, and I would like to learn from it. \
Have you got ten minutes?
> Yes -> What is great
> Not now -> Another time

# What is great
Ask: “What exactly works for you? What would you miss first if we were gone?”
Ask: “And what could we do differently?” Then wait. Count to eight before you say anything.
> They name something -> More of it
> Nothing comes -> Next

# More of it
Ask: “Tell me about the last time that happened. What did you do then?”
> Go on -> Next

# Next
Ask: “What do you want to reach this quarter, and how will you know that you are there?” Write down their own measure.
> Go on -> End

# Another time
“When suits you?” Write down the moment that they name.

# End
Thank them. Write down what they value, and what they want, with this call as the evidence.
"""

ANY_CALL: Final = """\
# Begin
Good day {contact}, this is {me} of {company}. I do not call to sell you anything. Have you got a few minutes?
> Yes -> Listen
> Not now -> Another time

# Listen
You have heard nothing from us for {silent_days} days, and that is on us.
Their last words were: “{last_words}”
Ask: “How are things since then? What takes most of your time at present?”
Let them talk for four fifths of the call.
> They name a need -> The need
> Times are hard -> Hard times
> All is well -> Well

# The need
Ask: “Since when? What have you tried? What would it be worth to you?” Write it down in their words, not in ours.
> Go on -> End

# Hard times
No offers. Ask: “What would make it lighter for you now?” Note until when, so that nobody sells to them before.
> Go on -> End

# Well
Ask: “What makes it good? And what could we do differently?”
> Go on -> End

# Another time
“When suits you?” Write down the moment that they name; the call comes back then.

# End
Say what you will do and by when, or that nothing is owed. Thank them for their time.
"""

GIVEN: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("A promise of ours", ("promise_overdue", "promise_due", "endless_loop"), PROMISE),
    ("A complaint that fell silent", ("complaint_went_silent", "unanswered"), COMPLAINT),
    ("All is great, they say", ("all_great_nothing_asked", "assumptions_about_you"), GREAT),
    ("Any call", (), ANY_CALL),
)
"""(name, reasons of Today that it is for, text)."""
