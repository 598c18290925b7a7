# ruff: noqa: E501
"""What we write, in English."""

RULES: dict[str, str] = {
    "sorry": """
        [I am sorry|I am truly sorry|We are sorry] [about this|for the trouble|that this cost you time].
        [That should not have happened|This is not what you pay us for], [and it is on us|I apologise].
        [Thank you for telling us plainly|Thank you for being so clear], [I would be annoyed as well|you are right to be annoyed].
    """,
    "answer_how": """
        {answer} [<aside_how>|]
        [Good question|You are not the first to ask|Glad you ask]. {answer}
        [In short|The short answer]: {answer} [<aside_how>|]
        [About|On] {topic}: {answer}
    """,
    "aside_how": """
        [The second page of the help article shows it with pictures.|I have marked the place in the manual.|A colleague of yours can do it too.]
        [If your screen looks different, you are on the older version.|It cannot break anything, so feel free to try.]
    """,
    "answer_first": """
        [Thank you, I have it|Received], [I am looking at it now|it is on my bench]. Could you tell me [which version you run|which station it is|how many people are affected|since when exactly]?
        <sorry> To [narrow it down|find it faster]: [which station is it|what changed shortly before|does the second unit do the same]?
    """,
    "answer_fix": """
        [Found it|We found it|Here is the reason]: {cause}. Please {fix}. [That takes five minutes.|After that it should be quiet.|I tried it here, it works.]
        [The reason is simple|The reason is on our side]: {cause}. [The remedy|What helps]: {fix}. [<sorry>|]
        <sorry> {cause}. Please {fix}[, then it is done|, and it will hold|].
        Please {fix}. [The background|What happened]: {cause}.
    """,
    "answer_complaint": """
        <sorry> [I have read it twice and spoken with the bench|I went through everything you wrote]. {cause}. [What we do now|The next step on our side]: {fix}.
        [You are right|That is a fair complaint]. {cause}. <sorry> Please {fix}; [I stay on it myself|the rest is on us].
    """,
    "apology": """
        <sorry> [Your complaint is with the right people|I have passed it on to the bench]. [We take this seriously.|It is being looked at.]
        [Thank you for your message|Thank you for writing]. <sorry> [It has been noted.|I have put it on the list of our next review.]
    """,
    "promise_line": """
        [I will|I'll] {will} {due}.
        {due} [I will|I'll] {will}.
        [We will|We'll] {will} {due}.
    """,
    "promise_how": """
        [Of course|With pleasure|Yes]. {promise} [<aside_promise>|]
        [I have checked with the bench|I spoke with the colleague who looks after this]. {promise}
        [That is no trouble at all|You have every right to it]. {promise} [<aside_promise>|]
        [Thank you for the reminder|Understood]. {promise}
    """,
    "aside_promise": """
        [It is in my calendar.|You need not remind me.|I have written it down with your name.]
        [If anything changes, you hear it from me first.|Nothing more is needed from you.]
    """,
    "promise_fix": """
        <sorry> [I cannot solve it in one sentence|This one needs a closer look]. {promise}
        [I have opened a case with the bench|The bench has it]. {promise} [Until then: {fix}.|]
    """,
    "holding": """
        [No result yet|Not there yet], [I am sorry|sorry for the wait]: {stuck}. You will hear from me {due}.
        [A short word in between|An update without news]: {stuck}. I'll update you {due}.
        [I had hoped to have {thing} by now|I would have liked to send {thing} today], but {stuck}. I will write again {due}.
        [Still nothing to show|We are still at it]: {stuck}. I will get back to you {due}.
    """,
    "delivered": """
        {done} [As promised.|Let me know if something is missing.|Please check it at your leisure.|That closes my list.]
        [As promised:|Here it comes:|Done:] {done}
        {done} [It took one more check than planned.|Thank you for your patience.|I have put a copy in your account.]
    """,
    "delivered_late": """
        <sorry> [This comes later than I said|I am late with this]. {done}
        {done} [I know I said earlier, that was my fault.|Later than promised, and I am sorry.|It should have been with you days ago.]
    """,
    "withdrawn": """
        [I have to take back what I said|I promised more than we can do]: {thing} [will not come|is not possible], {stuck}. [What I can offer instead is a credit note.|Instead, a colleague comes by at no charge.|I am sorry to disappoint you.]
    """,
    "value": """
        [You told us|You once wrote|I remember you saying]: "{said}" [This may help|I thought of that when I saw this|So here is something for it]: {resource}. [It is short.|Page two is the useful one.|Nothing to buy in it.|No reply needed.]
        [For you and your colleagues|For your bench|For the quality folder]: {resource}. [It came out of {topic}, which many labs ask about.|Three labs like yours have tested it.|We made it after talking to {count} labs.]
        [{resource} is ready|We have finished {resource}]. [You are the first to get it.|It fits what you do with {product}.|I marked the part about {topic}.] [Use it as you like.|Pass it on freely.]
        [A small thing that works|Something we learnt this month]: {answer} [More of that is in {resource}.|The longer version: {resource}.]
    """,
    "care": """
        [How are you getting on with|How is it going with|What is life with] {product} [these weeks|since we last spoke|at the bench]? [<care_more>|]
        [No agenda, only a question|I am not selling anything today]: what [costs you the most time|gets in your way most|would make your week easier] at the moment?
        [I have been thinking of your plan|You wanted to get on with {topic}]. Where do you stand, and [what is missing|where can we help|what holds you up]?
        [Half a year has passed|Some weeks have passed] since [we spoke|the training|the last visit]. What has [changed|got better or worse] [on your side|at the bench]? <care_more>
    """,
    "care_more": """
        [I ask because|I ask since] [two labs like yours struggled with {topic}|the last update changed a few habits|you use it more than most].
        [A line is enough.|I read everything.|Blunt answers are welcome.]
    """,
    "is_all_ok": """
        [Just checking in|Only a quick check]: is everything OK [with {product}|on your side|over there]?
        [I wanted to ask|It is that time again]: is everything all right? [Anything you need?|Are you happy with us?]
    """,
    "probe": """
        [Glad to hear it|That is good to read]. May I ask one more thing: if you could change [one thing|a single thing] about {product}, what would it be?
        [Thank you|Lovely], and since I never learn from "great": what was the [last thing that annoyed you|most tedious hour of your week|thing you nearly wrote to us about]?
        [Happy to read that.|Good.] What would have to happen for it to be [even better|great in a year as well]? And what do your [technicians|students|colleagues] say?
    """,
    "thanks_reply": """
        [Good to know|Noted], [thank you|thanks for telling me]. [I have passed it on.|That goes on the list for the next version.|I wrote it on your page.]
        [That is useful|I did not know that], [thank you for taking the time|thanks]. [We can do something about it.|I will think about it and come back with something concrete.]
    """,
    "appreciation": """
        [It is {years} years today that you work with us|{years} years ago you took a chance on us, and we have not forgotten it]. [Thank you.|That means a lot to a firm of our size.|A small parcel is on its way.]
        [I want to thank you|Thank you] for [the talk you gave at our evening|your patience in spring|the frank feedback|recommending us|the photographs of your bench]. [It changed how we do things.|The whole team has read it.|We were proud.]
        [You have just finished|Congratulations on] [a hard audit|your accreditation|the hundredth plate|the move]. [Well done.|We raised a cup of tea to you.|You did that, not us.]
    """,
    "pitch": """
        [There is|We have] [a new module|a bigger plan|a bundle] for {product}. [Until the end of the month it is 15% off.|Order now and the set-up is free.|Only ten places at this price.] [Shall I send the offer?|May I book you a demo?|When can we talk?]
        [Have you thought of|Now is the time for] {other}? [Labs like yours save up to 30%.|It goes well with {product}.|Most of our customers have it already.] [Fifteen minutes are enough, when suits you?|Can I put you down for it?]
        [Our autumn offer|Our special for loyal customers]: {other} for [half a year at half the price|three months free]. [The offer ends on Friday.|First come, first served.] [Interested?|Shall I reserve it?]
        [I noticed you do not use {other} yet|You are still on the small plan]. [Let us change that.|You are missing out.] [Would Tuesday work for a demo?|Shall I upgrade you?]
    """,
    "renewal": """
        Your contract for {product} [renews|runs out] on {date}. [The price is {price} for the next term.|The terms stay as they are, {price}.] [Could you return the signed form?|May I ask for your purchase order?|Do you want to go on as before?]
        [It is time to renew|Renewal is due] for {product}: {price}, from {date}. [Will you sign by then?|Shall I prepare the papers?|Any change in the number of users?]
        [A reminder|A friendly reminder]: {product} is up for renewal on {date}. [We have not received your signature yet.|Only your signature is missing.] [Can you see to it this week?|Is anything unclear?]
    """,
    "renewed": """
        [Thank you|Many thanks], [the new term is in place|all set for another term]. The confirmation [is attached|comes by separate mail].
        [Received and filed, thank you|Your renewal is booked]. [Your contact stays the same.|Nothing changes for your users.]
    """,
    "invoice": """
        [Please find attached|Attached is] invoice {number} over {price}. [Payable within 30 days.|Thank you for your prompt payment.]
        Invoice {number} for {product}, {price}, [is in your account|is attached]. [Nothing else changes.|Payable within 30 days.]
    """,
    "price_rise": """
        From {date} the price of {product} [rises|goes up] by {rise}. [Wages and parts have become dearer.|It is the first rise in two years.] [Your running term is not touched.|The current term keeps its price.]
    """,
    "price_talk": """
        [I understand|That is a fair point]. [For a place of your size there is the small plan, nothing you use is missing from it.|I can spread it over four payments.|I have kept you on the old price for one more term.] [It is in your account now.|You need not do anything.]
    """,
    "miss_you": """
        [We miss you|We have missed you], {contact}! [It has been quiet.|It has been too long.|We have not seen you in a while.] [You are important to us.|Our door is always open.|We would love to have you back.]
        [Long time no see|Where have you been]! [We miss you at {firm}.|We really miss hearing from you.] [Come back soon.|We think of you.]
    """,
    "hard_times_ok": """
        [Thank you for telling me|Thank you for being so open]. [You hear nothing about new things from us until you say so.|We put everything that costs money aside.] [The invoice can wait for three months.|I have halved the fee until summer.|The hotline stays yours, day and night.]
    """,
    "again_who": """
        [I am taking this over|I have just been handed your case]. Could you [describe the problem from the beginning|tell me what happened and what you have tried|explain the set-up once more]?
        [Hello, I am new to this case.|My colleague is away, so I take over.] What exactly [is the problem|happens], and since when?
    """,
    "again_try": """
        [Thank you|I see]. [Have you tried to restart it|Please restart the station], then {fix}. [Let us know.|Otherwise we connect you with another colleague.]
        [That belongs to another team|I would have to pass this on]. [They will contact you.|A colleague will be in touch.]
    """,
    "cancel_reply": """
        [I am sorry to read this|That is sad news for us], and I thank you for [the open words|telling us why]. [The end date is confirmed.|Your notice is confirmed.] [Your data stays available for 90 days, as one file.|All your data goes to you as one archive.]
    """,
    "handover_out": """
        [From this week on|Starting today] {member} [looks after you|is your contact]. [She has read everything we two wrote.|We spoke about your plans for an hour, you start where we stopped.|Every note has been handed over.] [It was a pleasure.|I am still in the building.]
    """,
    "newsletter": """
        {season} news from {firm}: {resource}, [three tips on {topic}|a look into a lab like yours|dates of our webinars], and {answer}
        [In this issue|This season]: {resource}. [A reader asks about {topic}|The tip of the season]: {answer} [Nothing to buy.|Enjoy reading.]
    """,
    "campaign": """
        {season} offer: {other} with [20%|25%|15%] off until the end of the month. [Upgrade with one click.|Talk to sales today.|Do not miss it.] Shall we reserve yours?
    """,
    "event_invite": """
        You are invited: {resource}, [on Thursday at four|Wednesday at ten|next Tuesday at two], [45 minutes|an hour], [questions welcome|cameras optional|with a lab like yours as guest].
    """,
    "sms_admin": """
        {firm}: [the courier comes today between 9 and 12|your parcel is with the courier|your visit is confirmed for tomorrow]. [Nothing to do.|]
    """,
    "chat_how": """
        [hello|hi] {contact}, [sure|yes|of course]: {answer}
        [good question|I had that yesterday]. {answer}
    """,
    "letter_card": """
        [A card, written by hand|Written by hand]: [thank you for {years} years|thank you for your trust|to the whole team, with thanks]. [The tea is for the long evenings before the audit.|The chocolate is for the night shift.|The little balance on the picture is our oldest one.]
    """,
}
