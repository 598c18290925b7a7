# ruff: noqa: E501
"""What customers write, in English."""

RULES: dict[str, str] = {
    "opener": """
        [a quick question|one question|a small question|something practical] [from our side|about {product}|before I forget]:
        [We are|Our team is|I am] [just|currently|slowly] [getting used to|working with|setting up|extending] {product}, and one thing is not clear to [me|us].
        [Perhaps|I am sure] this is [in the manual|written somewhere], but [I could not find it|I looked for ten minutes and gave up].
        [I was asked|A colleague asked me|My technician asked me] [this morning|yesterday|in our meeting] about {topic}, and I had no good answer.
        [You helped me so well last time that I come back with another one.|I come to you first with this one.|I hope you are the right person for this.]
        [It is about|My question is about|This concerns] {topic}.
    """,
    "could_tell": """
        [could|can|would] you [please|] tell [me|us]
        [do you know|could you explain]
        [I would like to know|we would like to understand|what I need to know is], in [one sentence|plain words] if [possible|you can]: could you tell me
    """,
    "why_how": """
        [We have|There are] [two|three|four|five] [people|technicians|students|colleagues] who [need|wait for] this.
        [We want to|I have to] decide [that|this] before [the end of the month|our next meeting|the holidays|the new term].
        The [manual|help page] [says one thing|was written for a bigger laboratory], our [practice|everyday work] is another.
        [It sounds small|It is a small thing], but it would save us [about an hour|a good half day|a lot of walking] every week.
        Until now we [do it by hand|keep a list on the wall|ask whoever is in], and you can imagine how that [goes|ends].
        [Last time|In spring|The last time] we [guessed|tried without asking], and [that cost us a day|I would rather not repeat that].
        [My predecessor|The person before me] [knew all this by heart|left no notes], [so I start from nothing|and I am still learning|and now it is me].
    """,
    "thanks_ahead": """
        Thank you [in advance|for your patience|for looking into it][!|.]
        [There is no hurry|It is not urgent], [next week is fine|whenever you find the time].
        [If it is easier by phone, call me in the morning.|A short answer is enough.|A link is enough if there is one.]
    """,
    "question_how": """
        <opener> <could_tell> {ask}? <why_how> [<thanks_ahead>|]
        <could_tell> {ask}? [<why_how>|] <thanks_ahead>
        <opener> <why_how> So: <could_tell> {ask}? [<thanks_ahead>|]
        <why_how> <could_tell> {ask}? <why_how>
    """,
    "since": """
        [This started|It began|We noticed it first] [on Monday|on Tuesday|last Thursday|after the weekend|about a week ago|with the last update|when the new colleague started].
        It [happens|occurs] [every time|about every third time|only in the mornings|on one of the two stations|more often when it is warm].
        [Nothing was changed|We changed nothing] on our side, at least [nothing that I know of|not on purpose].
    """,
    "tried": """
        [I have|We have] [already|] [restarted everything twice|switched it off and on|gone through the help page|compared it with the other station|read the manual from front to back], [without success|to no avail|and nothing changed|it made no difference].
        [One of our technicians|My colleague|A student of ours] [tried|checked] [the settings|the cables|the other computer], [no luck|same result|the same there].
        [I attach|Attached are] [two photographs|a screenshot|the log of this morning], perhaps [they say|it says] more to you than to me.
    """,
    "please_help": """
        [Could you|Can you|Would you] [please|] [have a look|take a look|help us|tell us what to do]?
        What [do you need from us|should we do next|do you suggest]?
        Please [tell me what you need from us|let us know how to go on|look at it as soon as you can].
    """,
    "request_problem": """
        [We have|There is] [a problem|trouble] with {product}: {symptom}. <since> [<tried>|] <please_help>
        {symptom}, and {harm}. [<since>|] <tried> <please_help>
        [I am afraid|It seems] {symptom}. [<since>|] [<tried>|] [{harm}, as you can imagine.|This is why I write: {harm}.] <please_help>
        [It is|This is about] {problem} again, or so I think. {symptom}. <tried> <please_help>
    """,
    "problem_detail": """
        [Here is what you asked for|As asked]: [station two|the machine at the window|the second unit], version [4.1|4.2|4.3], [three|five|eight] people use it. <since>
        [Yes|Correct], [it is the one we bought in spring|the one with the grey cover|the newer of the two]. [<tried>|] [The log is attached.|I can send more if you need it.|I am at the bench until four.]
        [I tried your first step|We did what you wrote] and [the message is gone, the fault is not|it got better, not good|nothing moved]. {symptom}, [as before|still|unchanged].
    """,
    "upset": """
        [I am|We are] [really|frankly|honestly|] [disappointed|annoyed|at a loss|not amused].
        [This is|That is] [the second time|the third time|not the first time] [this quarter|this year|since spring].
        [I do not like to complain|I usually do not write such letters], but [enough is enough|this goes too far|somebody should know].
        [Nobody|Not one of you] [told us|warned us|called], [we found out ourselves|we had to find out the hard way].
        [For what we pay|At this price|After all these years] I [expected better|would expect more|had hoped for more].
        [My team|My boss|My people] [asks|keeps asking] me why we [still work with you|put up with this], and I [have no answer|do not know what to say].
    """,
    "complaint": """
        <upset> {symptom}, and {harm}. [<since>|] [<upset>|] [I expect|We expect|Please give me] [an answer|a call|a proper explanation] [this week|soon|before Friday].
        [This is a complaint|Please take this as a complaint|I want to complain] about {problem}. {symptom}. [{harm}.|The result: {harm}.] <upset> What are you going to do about it?
        {symptom}. <upset> [{harm}, that is the result.|Do you know what that means? {harm}.] [Please act.|Somebody has to take this seriously.|I want to hear what happens next.]
    """,
    "complaint_again": """
        [I wrote|We wrote] to you [about {problem}|about this] and [what came back did not help|the answer was kind but useless]. <upset> {symptom}, [still|to this day|exactly as before].
        [Your answer|What your colleague wrote] [misses the point|does not solve it]. {symptom}. <upset> What now?
    """,
    "not_ok": """
        [You ask whether all is well|Since you ask|No, it is not]: {symptom}, and {harm}. [Your colleague|{owner}] [has been on it for days|is working on it], [I thought you knew|you could have asked there first|I had hoped you talk to each other].
        [Do you not talk to each other, I wonder.|It seems your left hand does not know the right one.] {symptom}. {owner} [knows everything|has all the details].
    """,
    "nudge": """
        [Is there any news|Have you had a chance to look|Did my message reach you]? [We are still waiting|I have heard nothing so far|It has been a while], and {harm}.
        [I do not want to press|Sorry to ask again], but [when can we expect|where is|what happened to] {thing}?
        [Any news about|What about] {thing}? [My colleagues ask me daily.|I have to plan the week.|The bench is waiting for it.]
    """,
    "ask_thing": """
        [Could you|Would you|Can you] [please|] [send me|get us|arrange] {thing}? [<why_how>|] [I need it for|It is for] [our files|the meeting with my boss|the auditor|the purchasing department]. [<thanks_ahead>|]
        [We still need|I still need|What we are missing is] {thing}. <why_how> When could [we have it|I expect it|that be]?
        For [the next step|our planning|the purchase order] [we need|I need] {thing}. [<why_how>|] Could you [see to that|look after it|take care of it]? [<thanks_ahead>|]
    """,
    "thanks_fix": """
        [That did it|It works again|Solved], [thank you|many thanks|thanks a lot][!|.] [The team is relieved.|We are back at work.|I would never have looked there.|Coffee is on me if you ever come by.]
        [Thank you so much|Thank you|Many thanks], [it works|all is well again|it has run since this morning without a hitch]. [You may close this one.|From our side it is solved.|I consider it solved.]
        [Perfect|Wonderful|Brilliant]: [after your steps everything runs|it is running|no fault for two days]. [Thank you for your patience with me.|Thanks for staying with it.|Thanks to {member} as well.]
    """,
    "thanks_how": """
        [That helps|Very clear|That is what I needed], [thank you|thanks][!|.] [I have printed it for the wall.|I passed it on to the others.|We will do it that way.]
        [Thank you|Thanks] for the [quick|clear|friendly] [answer|reply], [that settles it|now I know|it was easier than I thought].
        [Great|Good], [got it|done], [thank you|many thanks]. [One item less on my list.|It took two minutes.|Even I managed.]
    """,
    "thanks_kind": """
        [Thank you|That is kind of you], [I did not expect that|it takes a weight off me|you are the first to react like that]. [I will not forget it.|I write when it gets better.|My people say thank you too.]
    """,
    "thanks_thing": """
        [It has arrived|Received], [thank you|many thanks][!|.] [That was faster than I expected.|Just in time.|Exactly as we discussed.]
        [Thanks|Thank you] for {thing}, [all is complete|that is what we needed|it is with the right people now].
    """,
    "praise": """
        [I just|We] [want|wanted] to say: [{strength}|it is good to work with people like you]. [That is rare.|One does not meet that often.|Please tell the others.]
        [My boss asked|In our meeting somebody asked|A visitor asked] what I like about you, and I said: {strength}. [It is true.|I meant it.|No more to add.]
        [Not a complaint, for once:|Something nice for a change:|A word of praise:] {strength}. [{product} has earned its place on our bench.|The whole team says so.|Keep it like that.]
        [The audit went well|The visit went well|We made it through the month], and [{product} had a good share in it|a part of that is yours]. [{strength}, I noticed that again.|Thank you for that.]
    """,
    "all_great": """
        [Everything is great|All great|Everything is fine], [thanks for asking|thank you][!|.]
        [All good here|All fine on our side|No complaints], [nothing to report|everything runs|really].
        [Everything's great|It is all going great], [nothing to add|we are happy|keep going].
        [Great, thanks|Perfect, thank you]. [Everything works.|All is well here.|Nothing to complain about.]
    """,
    "probed": """
        [Since you ask|Well, if you ask like that|Honestly]: [one thing could be better|there is one thing]. {said}
        [That is a good question|Nobody has asked me that before]. {said} [The rest is really fine.|But that is not your fault.|If you have an idea, I am all ears.]
    """,
    "need_said": """
        [While I write to you|By the way|Something else|On another matter]: {said} [Perhaps you have an idea.|I thought you should know.|You once asked me what is on my mind, that is it.]
        [You asked what matters to us this year|To answer your question|What keeps me busy]: {said} [Everything else can wait.|That comes first.|I measure it in {metric}, if you want a number.]
        {said} [That is where we stand.|We live with it, but not gladly.|If {product} could help with that, I would listen.] [We count it as {metric}.|]
    """,
    "reply_value": """
        [Thank you|Thanks], [useful|that is useful|well made]. [I forwarded it to two colleagues.|Page two is pinned to our door now.|We will try it on Monday.|It answers a question I had not asked yet.]
        [Good timing|That comes at the right moment], [we were just talking about this|it was on my list]. [I have read it twice.|My technician laughed at the picture, it is exactly so here.|More of that, please.]
        [Interesting|I liked it], [though our case is a bit different|most of it fits us]. {said}
    """,
    "hardship": """
        [I should tell you|You should know|To be open with you]: {hardship}. [Please do not expect much from us for a while.|For the next months we only do what must be done.|I have to count every hour and every coin.] [I hope you understand.|I will come back to you when it is over.|Nothing of this is your fault.]
        [This is not an easy letter|It is a difficult time here]. {hardship}. [We keep what we have, but nothing new.|New things have to wait.|Whatever is not urgent has to wait.] [Thank you for your understanding.|Bear with us.]
    """,
    "hardship_hurt": """
        [After what I wrote you|I had told you how things stand here], [this offer came at a strange moment|your offer felt odd]. {hardship}, [you may remember|as I wrote].
    """,
    "cancel": """
        [We have decided|I have to tell you that we decided] [not to renew|to end our contract for {product}|to stop with {product}]. [The reason:|To be honest,|In short:] {reason}. [Please confirm the date.|Please send the confirmation to me.]
        [Please take this as notice|I hereby give notice] for [our contract|{product}]. {reason}. [It was not an easy decision.|I am sorry, some of you were very kind.|We looked at it from all sides.] Could you confirm the end date?
        [This will be our last term|We are leaving]: {reason}. [Please tell us what we have to do to take our data with us.|What happens to our data?]
    """,
    "goodbye": """
        [Thank you for the confirmation|Received, thank you]. [All the best to you.|Perhaps our paths cross again.|It was mostly a good time.]
    """,
    "price_unhappy": """
        [The new price|{price} more] [is a lot for us|comes as a surprise|hurts]. [Is there room to talk|Can you explain what we get for it|Is there a smaller plan]? [We are a small place.|I have to justify every line.|My budget was set in spring.]
    """,
    "renew_yes": """
        [Yes|Of course|Agreed], [please renew|we stay|let us go on] for another term. [The purchase order follows.|You find the signed page attached.|Same contact, same address.]
        [Signed and attached|Here is the signed form]. [We are content with {product}.|See you next year.|No changes on our side.] [{strength}, that is why we stay.|]
    """,
    "survey_comment": """
        [Mostly satisfied|It does what it should|Solid], [the rest is detail|small wishes remain|no big wishes]. {said}
        {strength}, [that is my reason|therefore the mark|so I stay].
        [Too many clicks for small things|Sometimes slow|The last update cost us a morning], [otherwise good|but people help|and yet I would not change].
        [I had to explain the same thing twice|The answer took too long|I felt like a number this time].
        [You asked for one thing to improve|What could be better]: [fewer newsletters|answer the phone after four|a shorter manual|tell us before you change things|remember what we told you last time|quicker spare parts|one contact instead of five].
        [Friendly|Quick|Honest] [and competent|and patient|and to the point], [as always|this time too|more of that].
        [No time for long comments|In one word]: [fine|good|reliable|average|bumpy|excellent].
        {product} [has made our days calmer|is the only tool nobody complains about|needs some care, but pays it back|was easier to learn than I feared].
    """,
    "survey_bad": """
        {symptom}, [and that weighs more than all the rest|since weeks|and nobody seems to care].
        [I waited too long|Too many people, too little help|Nobody called back], [that is all I have to say|hence the mark|draw your own conclusions].
        [When we needed you, nobody was there|I feel sold to, not looked after|Promises are easy, keeping them seems hard].
    """,
    "mention": """
        [We use|Just set up|A month with] {product} [in the lab|at the bench|in our workshop]. [So far so good.|Saves us an hour a day.|The support people are a treat.] #labwork
        {strength}. [Yes, {product}, I mean you.|That is why we work with {product}.] [#metrology|#labwork|#qualitymatters]
        [Tip|Note to self]: {answer} ({product})
        [Audit passed|First week without paper|Freezer inventory done in a morning]. [Thanks, {product} people.|{product} helped.]
    """,
    "referral": """
        [I told|I mentioned you to] [a friend at the institute next door|a former colleague|the people we share the building with] [about {product}|about you], [they will write to you|expect a call|they have the same trouble we had]. {strength}, [that is what I told them|I said].
    """,
    "visit_ok": """
        [Tuesday suits us|Thursday morning is good|Any day but Monday], [somebody will be at the door|ask for me at the desk|the devices will be ready]. [Parking is behind the building.|Bring warm shoes for the cold room.|]
    """,
    "chat_q": """
        [hi|hello|hey], [quick one|short question]: [can you tell me|do you know] {ask}?
        [hi there|hello], [a colleague asks|we wonder] {ask}. [do you know|can you help]?
        [hello, are you there|hi, somebody there]? [it is about|I have a question on] {topic}: {ask}?
    """,
    "chat_ok": """
        [ah|oh], [that was it|found it|works now], [thanks|thank you][!|]
        [great|perfect|super], [thank you|thanks a lot], [bye|have a nice day|till next time]
    """,
    "out_of_office": """
        [I am out of the office|I am away|I am on leave] until [Monday|the 12th|the end of the month|next week]. [In urgent cases please write to the laboratory.|My mail is not read in the meantime.|Your message will not be forwarded.]
        [Thank you for your message|Automatic reply]. [I am travelling|I am at a conference|I am on parental leave] and [will read it when I am back|answer with a delay]. [Please contact my colleague.|]
    """,
}
