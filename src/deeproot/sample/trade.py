# ruff: noqa: E501
"""What the firm sells, what goes wrong with it, what people ask, need and are promised.

Each line is a set of facts that belong together, so that everything said in one thread speaks of the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass

PRODUCTS = ("Benchbook", "Trackwell", "CalCare", "LabelMate", "ColdWatch", "AuditPack")
SOFTWARE = ("Benchbook", "Trackwell", "ColdWatch")
SUITS: dict[str, tuple[str, ...]] = {
    "Quality lead": ("AuditPack", "CalCare", "Trackwell", "Benchbook"),
    "University lab": ("Benchbook", "Trackwell", "ColdWatch", "LabelMate"),
    "Clinic lab": ("Trackwell", "ColdWatch", "LabelMate", "CalCare"),
    "Solo workshop": ("CalCare", "LabelMate", "Benchbook"),
    "Service partner": ("CalCare", "LabelMate", "Trackwell", "AuditPack"),
}


@dataclass(frozen=True)
class Problem:
    product: str
    problem: str  # noun phrase
    symptom: str  # clause
    harm: str  # clause: what it costs the customer
    cause: str  # clause
    fix: str  # imperative


@dataclass(frozen=True)
class How:
    product: str
    topic: str  # noun phrase
    ask: str  # after "how" or "whether": a question clause that reads after "Could you tell me"
    answer: str  # sentences


@dataclass(frozen=True)
class Need:
    product: str
    about: str  # need, pain, gain, goal, strength
    belief: str  # how we note it
    said: str  # what the customer says, a sentence
    metric: str
    key: str  # what a resource is made for


@dataclass(frozen=True)
class Deliverable:
    thing: str  # noun phrase with article
    will: str  # after "I will"
    done: str  # sentence
    stuck: str  # clause: why it takes longer


def _rows(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("::")] for line in text.strip().splitlines()]


PROBLEMS: tuple[Problem, ...] = tuple(
    Problem(*row)
    for row in _rows("""
    LabelMate :: shifted labels :: the labels come out shifted by [2|3|4] mm :: half a roll ends in the bin every [day|morning] :: the gap sensor lost its calibration [after|in] the last update :: run the gap calibration from the maintenance menu and print one test strip
    LabelMate :: smudged barcodes :: the barcodes smudge [as soon as they touch ethanol|in the fume hood] :: we have started writing numbers by hand :: the roll in that box is the paper stock, not the solvent-proof film :: swap it for the blue film roll and raise the heat by two steps
    LabelMate :: unreadable small tubes :: the scanner will not read the labels on the [0.5|1.5] ml tubes :: every rack takes [twice|three times] as long :: the code is wrapped too far around the curve :: switch the template to the narrow Data Matrix and print at 600 dpi
    LabelMate :: a dead printer :: the printer shows a red light and [does nothing|clicks twice] :: the whole intake desk is waiting :: the print head cable has worked loose in transport :: press the cable home behind the left cover and restart while holding feed
    Trackwell :: lost sample positions :: [12|20|31] samples show no position since the weekend :: we are searching freezers by hand :: the import from the old list wrote the rack code into the wrong field :: run the position repair and confirm the list it shows
    Trackwell :: slow searches :: a search takes [40 seconds|almost a minute] :: the bench staff have gone back to paper :: the index was not rebuilt after the move to the new server :: rebuild the index overnight from Settings, Maintenance
    Trackwell :: duplicate sample numbers :: two samples got the same number on [Monday|Thursday] :: we cannot release either result :: both stations drew from the same number range while one was offline :: give the second station a range of its own and renumber the later sample
    Trackwell :: a frozen reception screen :: the reception screen freezes when two people book in samples :: there is a queue out of the door by nine :: the browser on that machine is [two|three] versions too old :: update the browser and switch on shared locking
    Benchbook :: missing attachments :: attachments above 20 MB vanish when the page is signed :: we had to repeat [a titration|two runs] for the record :: the storage quota of the group was full and nobody was told :: raise the quota and restore the files from the seven-day bin
    Benchbook :: locked pages :: [three|five] notebook pages stay locked after a colleague left :: nobody can countersign them :: her account was closed before the hand-over of ownership :: transfer the pages to the group owner and countersign there
    Benchbook :: broken formulas :: the dilution table gives zero since the update :: we caught it only because a student checked :: a decimal comma is now read as a thousands mark :: set the notebook's number format back to your region
    Benchbook :: a failing sign-in :: the university sign-in loops back to the start page :: [nine|fourteen] students cannot write up :: the certificate of your identity provider was renewed last week :: upload the new certificate under Access, Single sign-on
    ColdWatch :: false night alarms :: the freezer alarm goes off at three in the morning although nothing is wrong :: our on-call person has stopped trusting it :: the defrost cycle crosses the limit for eleven minutes :: set the alarm delay to fifteen minutes for that probe
    ColdWatch :: gaps in the temperature curve :: the curve of freezer [2|4|7] has a hole of [six|nine] hours :: the auditor circled it in red :: the logger lost the wireless link and its memory was set to overwrite :: set the memory to stop when full and move the gateway one bay closer
    ColdWatch :: an alarm that never came :: the fridge was at [11|14] °C for a whole weekend and no alarm came :: we had to discard reagents worth [800|1,900|2,300] :: the text message provider rejected the new number format :: enter the numbers with country code and send the test alarm
    ColdWatch :: drifting probes :: two probes next to each other differ by [1.2|1.8] degrees :: we do not know which one to believe :: one of the probes is past its calibration date :: take the older probe out of service, a calibrated one is on its way
    CalCare :: a late calibration :: our [balance|pipette set|torque meter] has been with you for [four|five] weeks :: we are borrowing one from the lab next door :: the reference weight of our bench was itself away for certification :: use the loan unit we ship today until yours is back
    CalCare :: a wrong certificate :: the certificate names the serial number of somebody else's balance :: the assessor will not accept it :: two devices of the same type were swapped on the intake list :: discard the old certificate and use the corrected one, number ending in C
    CalCare :: damage in transport :: the [micrometer|pH meter|balance] came back with a cracked housing :: it is our only one :: the courier used a box without the foam insert :: keep the damaged box for the courier, the replacement travels in ours
    CalCare :: a missed visit :: nobody came for the calibration visit on [Tuesday|Wednesday] :: I had taken two people off the bench for it :: the visit was moved in our calendar and the message went to an old address :: tell us two dates and we come to the one you like best
    AuditPack :: an outdated procedure :: the procedure in the pack still refers to the 2005 standard :: our auditor noticed before we did :: the update of the set stopped at the second volume :: replace volumes three and four with the attached ones
    AuditPack :: missing translations :: [the risk sheet|half of annex B] is only in English :: two of our technicians cannot work with it :: the translation was ordered but never released :: use the bilingual draft until the final version is out
    AuditPack :: wrong page numbers :: the index points to the wrong pages from chapter [4|6] on :: in the audit we leafed like tourists :: a landscape table pushed everything by two pages :: print the index again from the corrected file
    """)
)

HOWS: tuple[How, ...] = tuple(
    How(*row)
    for row in _rows("""
    Benchbook :: countersigning :: how a second person can countersign a page without seeing the rest of the notebook :: Open the page, choose Sign, then Invite a witness. The witness sees that page and nothing else.
    Benchbook :: the export to PDF :: whether a whole notebook can go out as one PDF for the archive :: Yes: Notebook, Archive, One file. It carries every signature and takes about a minute for 200 pages.
    Benchbook :: templates for students :: how we give new students a template that they cannot change :: Mark the template as fixed. They fill in the white fields, the grey ones stay as they are.
    Benchbook :: the price for guests :: what a guest account for a visiting scientist costs :: Guests are free for 90 days. After that it is the reader price, nothing else changes.
    Trackwell :: moving freezers :: how we move a whole freezer without scanning each box :: Use Move, Container, and scan only the two freezer doors. The boxes follow their freezer.
    Trackwell :: a second site :: whether a second site can share the sample numbers but not the results :: It can. Add the site, share the number range, and leave results on Site only.
    Trackwell :: the import from a spreadsheet :: which columns you need to take over our old list :: Number, type, position and date are enough. Send me the file as it is and I map the rest.
    Trackwell :: discarding old samples :: how to record that samples were discarded, with a reason :: Select them, choose Retire, give one reason for all. The reason stays in the history.
    ColdWatch :: the alarm rota :: whether the alarm can follow our on-call rota :: Yes, it reads any calendar feed. Paste the address under Alarms, Who.
    ColdWatch :: a probe for liquid nitrogen :: whether you have a probe for the vapour phase of liquid nitrogen :: We have: the PT-196. It fits the same logger and comes with a three-point certificate.
    ColdWatch :: the monthly report :: how I get one page a month for the quality folder :: Switch on Reports, Monthly, One page. It arrives on the first working day.
    LabelMate :: labels for minus 80 :: which film holds at minus 80 degrees :: The white polyester, type P-80. It holds for ten years and survives a thaw.
    LabelMate :: the refill quantities :: how many rolls we should keep for about 400 samples a week :: Six rolls last you about a month. With ten you never have to think of it.
    LabelMate :: the logo on the label :: whether our logo can be printed beside the code :: It can, up to 8 mm high. Send it as a black and white picture and I put it in your template.
    CalCare :: the calibration interval :: whether a two-year interval is allowed for our balances :: For the class II ones yes, if your risk sheet says why. I attach an example that assessors accept.
    CalCare :: loan units :: whether there is a loan unit while ours is away :: There is, at no charge. Tell us the range you need a week before.
    CalCare :: the visit on site :: what you need from us for the visit on site :: A stable table, a socket, and the devices at room temperature since the evening before.
    CalCare :: collecting several devices :: whether you collect from three buildings in one visit :: We do. One list with room numbers is all we need.
    AuditPack :: the new standard :: which chapters change with the new edition of the standard :: Only risk and impartiality, chapters 4 and 8. The change list is two pages.
    AuditPack :: the internal audit :: how long an internal audit with your checklist takes :: Two people need about a day and a half for a lab of ten. The checklist tells you where to stop for coffee.
    AuditPack :: training records :: whether training records can be kept in the same set :: Yes, annex D is made for that. One line a person and year.
    """)
)

NEEDS: tuple[Need, ...] = tuple(
    Need(*row)
    for row in _rows("""
    AuditPack :: goal :: Pass the next accreditation visit without a major finding :: [Our|The] accreditation visit is [in autumn|next spring|in ten weeks], and I want to get through it without a major finding. :: major findings in the visit :: audit
    AuditPack :: pain :: Chasing signatures before every audit :: Before every audit I spend [two weeks|ten evenings] chasing signatures. :: hours spent before an audit :: audit
    AuditPack :: need :: Procedures in the technicians' own language :: My technicians need the procedures in their own language. :: procedures translated :: training
    Benchbook :: need :: Let several students write in one project at once :: We need several students to write in one project [at once|at the same time]. :: students with access :: onboarding
    Benchbook :: pain :: Paper notebooks leave with the students :: Every summer a paper notebook leaves with a student and never comes back. :: notebooks lost in a year :: onboarding
    Benchbook :: goal :: All projects without paper by the end of the year :: I want all our projects off paper by the end of the year. :: share of projects without paper :: paperless
    Benchbook :: gain :: Find a method from two years ago within a minute :: If I could find a method from two years ago in a minute, that alone would be worth it. :: minutes to find an old method :: search
    Trackwell :: pain :: Searching freezers by hand :: We lose [an hour|half a morning] a day searching freezers by hand. :: minutes to find a sample :: search
    Trackwell :: goal :: Report results within 24 hours of receipt :: Our promise to the wards is a result within 24 hours, and we keep it only [eight|seven] times out of ten. :: share of results within 24 hours :: turnaround
    Trackwell :: need :: Book in samples from a phone in the field :: Our samplers need to book in [water|soil|field] samples from a phone. :: samples booked in the field :: mobile
    Trackwell :: gain :: Show clients their own results :: Clients ring us for results all day. If they could look themselves, we would breathe again. :: calls for results in a week :: turnaround
    ColdWatch :: pain :: Night alarms that nobody believes any more :: Nobody believes the night alarms any more. :: false alarms in a month :: alarms
    ColdWatch :: need :: One page a month for the quality folder :: I need one page a month for the quality folder, not [forty|sixty]. :: pages filed a month :: reports
    ColdWatch :: goal :: No lost freezer this year :: We lost a freezer [last year|two years ago], and I never want to live through that again. :: freezers lost :: alarms
    LabelMate :: pain :: Labels that fall off at minus 80 :: Labels fall off at minus 80 and then it is anybody's guess. :: unlabelled tubes in a month :: labels
    LabelMate :: need :: Print labels in batches from the spreadsheet :: We need to print labels in batches, straight from the spreadsheet. :: minutes for a batch of 100 :: labels
    CalCare :: need :: A loan unit while ours is away :: Without a loan unit we stand still when ours is away. :: days without a device :: downtime
    CalCare :: pain :: Calibration dates that nobody remembers :: Nobody here remembers the calibration dates until somebody asks for them. :: devices past their date :: dates
    CalCare :: goal :: No device past its date at any audit :: My goal is simple: no device past its date, at any audit. :: devices past their date :: dates
    CalCare :: gain :: One visit for all devices :: One visit for all devices instead of five parcels would give us a week back. :: parcels a year :: downtime
    """)
)

STRENGTHS = tuple(
    row[0].split("|")
    for row in _rows("""
    Support that knows the bench | your support people have stood at a bench themselves, one notices
    They ring back when they say | you ring back when you say you will
    Plain invoices without small print | your invoices have no small print
    The same person for years | we have had the same person for years
    Honest about what it cannot do | you told us honestly what it cannot do
    Loan units without paperwork | a loan unit comes without paperwork
    """)
)

ORIGINS = tuple(
    row[0].split("|")
    for row in _rows("""
    Took a chance on us after a failed audit | we had just failed an audit, and you were the only ones who did not sell fear
    Came through a colleague at the next lab | a colleague in the lab next door would not stop talking about you
    Met us at a small trade fair and liked the loan unit | your stand at the fair was the smallest one, but you lent us a unit on the spot
    The old supplier stopped the product | our old supplier dropped us from one month to the next
    Ingrid answered a question on a Sunday | Ingrid answered my very first question on a Sunday evening
    The only offer without a three-year lock-in | yours was the only offer that did not lock us in for three years
    A free calibration of one balance convinced them | the free calibration of one old balance convinced my boss
    """)
)

DELIVERABLES: tuple[Deliverable, ...] = tuple(
    Deliverable(*row)
    for row in _rows("""
    the revised quote :: send you the revised quote :: Here is the revised quote, with the two lines you asked for. :: the discount still waits for a second signature
    the calibration certificate :: send you the calibration certificate :: The calibration certificate is attached, signed this morning. :: the second reading has to be repeated
    the replacement probe :: ship the replacement probe :: The replacement probe is on its way, the tracking number is below. :: the probe passed the bench but not the paperwork
    the corrected invoice :: send you the corrected invoice :: Attached is the corrected invoice, the old one is void. :: our bookkeeping has not released the credit note yet
    a date for the visit :: give you a date for the visit :: The visit is booked, the time is in the invitation. :: the technician for your region is still on sick leave
    the report of the failed run :: send you the report of the failed run :: The report of the failed run is here, with our reading of it on page two. :: the log files from the second station are incomplete
    the import of your old list :: finish the import of your old list :: The import of your old list is done, 14 rows need your eye. :: a few hundred rows have dates that nobody can read
    the template with your logo :: set up the template with your logo :: The template with your logo is in your account now. :: the picture came out too coarse at 300 dpi
    the answer from our engineers :: get you the answer from our engineers :: Here is the answer from our engineers, in plain words. :: the engineer who knows this part is on the road
    the loan unit :: send out the loan unit :: The loan unit left us today and is insured both ways. :: all loan units of that range are out
    the training material :: send you the training material for the new colleagues :: The training material is attached, three short lessons. :: the second lesson still shows the old screens
    the list of open points :: send you the list of open points :: The list of open points is below, each with a name. :: two colleagues still owe me their points
    the fix for the export :: have the fix for the export in your account :: The fix for the export is in your account, please reload once. :: the fix works here but not yet with your data
    the references you asked for :: send you two references from labs like yours :: Here are two references, both are happy to take your call. :: one of the two still has to agree
    the updated data sheet :: send you the updated data sheet :: The updated data sheet is attached. :: the values for the low range are being measured again
    the refund :: arrange the refund :: The refund left our account today. :: the bank wants the details once more
    """)
)

HARDSHIPS = tuple(
    row
    for row in _rows("""
    Hiring freeze and a budget cut :: [our budget was cut by a third|there is a hiring freeze and half the budget is gone] :: budget
    Grant ended, next one undecided :: our grant has ended and the next one is not decided yet :: budget
    Two of five people are ill for long :: two of our five people are [ill for longer|on long sick leave] :: time
    Flood damage in the laboratory :: the cellar was flooded and half of the laboratory stands in boxes :: energy
    Their main client went bankrupt :: our main client went bankrupt and we do not know how the year ends :: money
    The owner cares for a sick parent :: I am caring for my father and only work mornings :: energy
    Moving to another building :: we are moving buildings and I can hardly keep up :: time
    """)
)
REASONS: dict[str, str] = {
    "promise_broken": "we waited for what was promised and it never came",
    "complaint_unheard": "we complained and in the end nobody came back to us",
    "only_at_renewal": "we only ever hear from you when there is something to sign",
    "too_expensive": "the price has gone up twice and we cannot carry it any longer",
    "hard_times": "there is simply no money left for it this year",
    "sold_to": "every second letter wanted to sell us something",
    "contact_left": "the colleague who brought you in has left, and nobody here uses it any more",
    "closed": "we are closing the laboratory at the end of the month",
    "competitor": "the group has decided for one supplier for all sites, and it is not you",
    "no_longer_needed": "the project has ended and we no longer need it",
}
"""Why a customer leaves, and how it says so."""

RESOURCES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = tuple(
    (row[0], row[1], row[2], tuple(row[3].split(",")))
    for row in _rows("""
    The audit in ten pages :: one_pager :: audit :: Quality lead,Clinic lab
    What assessors look at first :: guide :: audit :: Quality lead
    Signatures without chasing: a checklist :: one_pager :: audit :: Quality lead,University lab
    Procedures in five languages :: link :: training :: Quality lead,Service partner
    The first week of a new technician :: guide :: training :: Clinic lab,University lab
    A notebook for forty students :: guide :: onboarding :: University lab
    From paper to bench in six weeks :: webinar :: paperless :: University lab,Quality lead
    Finding a sample in under a minute :: article :: search :: Clinic lab,University lab
    Turnaround times, honestly measured :: article :: turnaround :: Clinic lab
    Which alarms deserve a phone call :: guide :: alarms :: Clinic lab,University lab
    Seven ways a freezer dies :: webinar :: alarms :: Clinic lab
    One page a month: a sample report :: one_pager :: reports :: Quality lead,Clinic lab
    Film, paper, polyester: what sticks where :: one_pager :: labels :: Solo workshop,University lab
    Labels from a spreadsheet :: guide :: labels :: Solo workshop
    Calibration dates in your own calendar :: link :: dates :: Solo workshop,Quality lead,Service partner
    What to do while your balance is away :: article :: downtime :: Solo workshop,Service partner
    Loan units: how it works :: one_pager :: downtime :: Solo workshop,Quality lead
    Loyalty year: one free calibration :: offer :: dates :: Solo workshop,Service partner
    Small labs' evening: three stories :: webinar :: turnaround :: Clinic lab,University lab,Solo workshop
    """)
)
