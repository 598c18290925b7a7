# ruff: noqa: E501
"""What is said in calls and meetings, and what we write to each other, in English."""

RULES: dict[str, str] = {
    "we_ask": """
        What [has been on your mind|keeps you busy|takes most of your time] [lately|at the moment|this month]?
        [And|] how does [that|it] look [in numbers|from the bench|on a normal day]?
        What would [a good outcome|a good year|success] look like for you?
        [Tell me more about that.|Go on, please.|How do you mean?|And then?]
        Who [else|] is affected [by it|when that happens]?
        What have you [tried so far|done about it until now]?
        [If I understood you well|So], the hard part is {topic}, [right|did I get that]?
    """,
    "we_note": """
        [I see.|Understood.|Right.|I am writing that down.|That makes sense.|Thank you, that helps me.]
    """,
    "they_tell": """
        {said} [And it|It] [has been like that for a year|gets worse every term|does not get better by itself].
        [I have told|I told] my boss [three times|in every meeting|in writing]: {harm}. [She nods.|He says next year.|Nothing moves.]
        [We are|We have been] [five people|seven people|twelve people] [on the bench|in two rooms|on three floors], [half of them part time|two of them new since spring|and one is retiring].
        [If I had one wish free|If you could change one thing], it would be {topic}.
        [Price is not the point|It is not about money], [time is|trust is|I want quiet nights].
        [Somebody|A student|A visitor] asked why we do it this way, and [I had no answer|nobody could say|we looked at the floor].
        My deputy [found|has built] a way around it, [and it works, more or less|with tape and a spreadsheet|do not ask me how].
        [We compared you with two others|Another supplier called last week], [they talked for an hour|they did not ask a single question]. [You ask, that is new.|You listened, at least.|]
        [In a year I want to|By next summer I hope to] see it in [one number|the figures]: {metric}. [That would convince my boss.|Then we know it was worth it.|Nothing else counts here.]
        [Do not laugh, but|It sounds odd, but] [the old printer had a name|we still keep the paper list|the freezer has its own birthday].
        [The last training|Your last visit] [was the best part of the year|left us with more questions than answers|helped the two who were there].
        [When it works|On good days], nobody talks about it. [When not, everybody does.|That is how it should be.]
        [I worry about|What keeps me awake is] [the day our only expert leaves|the next audit|the night alarm]. [{said}|]
        [On a normal day|In the mornings|On Fridays] [we start with the night's samples|the first hour goes into searching|everything comes at once], and [then the phone starts|then somebody is ill|by noon we are behind].
        [Well|You know], {harm}, and [nobody plans for that|that is what my boss sees|I take it home with me].
        [The good part is|What works is] that {strength}.
        [My technicians|The students|The younger ones] [like {product}|find {product} easy], [the older colleagues|the night shift|the other building] [not so much|not yet|with some help].
        [We have an audit coming|The budget is decided in autumn|There is a new head of department], so [I need something to show|everything is on the table|I have to be careful].
        [Before you we had a spreadsheet|The old system had seven screens|We used to keep it in a drawer], [I do not miss it|some people miss it|do not laugh].
        [If you ask me|Honestly], [it is {topic} that we talk about most|most of the time goes into {topic}|{topic}, that is where it hurts].
        [Last month|Two weeks ago] [I counted|we measured it]: {metric}, and the number was [worse than I thought|not pretty|better than last year].
    """,
    "they_short": """
        [Yes.|Right.|Mhm.|Well, maybe.|I suppose so.|If you say so.|We will see.|OK.]
    """,
    "we_tell": """
        [Let me show you|Let me tell you about] our [new release|roadmap|new bundle], [it is really exciting|it has won a prize|everybody loves it]. {product} [now does twice as much|can do everything in one place now].
        [We have grown by a third this year|We moved to a bigger office|We have just signed a big hospital group], [which is great news for you|so you are in good hands].
        [And there is more|Also]: {other} [comes with a dashboard|connects to everything|has forty new reports], [you will love it|I could talk for hours about it].
        [As I said|What I wanted to say], {other} is [the future|what all labs need|on sale this month], and [our team is the best in the field|we have put two years into it].
        {answer} [That is one of forty new things.|And that is only the beginning.]
    """,
    "call_open": """
        [Hello|Good morning|Hi] {contact}, [{member} here|this is {member}]. [I have twenty minutes and no slides.|Thank you for making time.|Is this still a good moment?]
    """,
    "call_close": """
        [Thank you, I learnt a lot.|I have three notes, you get them in writing.|Then I will leave you to your bench.]
    """,
    "note_need": """
        [{contact} says|From the call with {contact}]: {said} [Voice tired, but warm.|Laughed twice.|Sounded rushed.|Leaned back when we spoke about price.] [Measured as {metric}.|]
    """,
    "note_cues": """
        [Frowned at the word update|Arms crossed until we spoke about {topic}|Brightened up when I asked about the team|Long pause before the answer]. [To be asked again in person.|Not to be pushed.|A good sign, I think.]
    """,
    "note_case": """
        [For whoever picks this up|Status]: {problem}; {symptom}. {cause}. [Customer has the workaround.|Do not ask for the logs again, they are attached.|{contact} prefers a call before ten.]
    """,
    "handover": """
        [Handing over to|Over to] {member}: {problem}, [all steps tried are listed|everything they told us is above]. {cause}. [Agreed with them: {fix}.|They should not have to say it twice.]
        Handover: {contact} has {problem}. [Tried|Done so far]: restart, logs, second station. [Next|Open]: {fix}.
    """,
    "brief": """
        Before you call {contact}: there is an open case on {problem}, {owner} works on it. {symptom}. [Agreed option|Agreed with them]: {fix}. [Please do not ask "is everything OK".|No offers until it is closed.]
        Brief: open case, {problem}. [{harm}, so expect some frustration.|They know that {cause}.] {owner} [has the lead|answers first].
    """,
    "handover_account": """
        [Account handover|I hand over this account]. [They care about|What matters to them is] {topic}. {said} [Prefers mail.|Likes short calls.|Never call on Mondays.] [Origin|How it began]: {origin}.
    """,
}
