# ruff: noqa: E501
"""What is written in German, and the facts it speaks of."""

PROBLEMS = """
LabelMate :: verschobene Etiketten :: die Etiketten kommen um [2|3|4] mm verschoben heraus :: jeden Morgen landet eine halbe Rolle im Müll :: der Abstandssensor hat beim letzten Update seine Einstellung verloren :: die Kalibrierung im Wartungsmenü starten und einen Teststreifen drucken
Trackwell :: fehlende Probenplätze :: [12|20|31] Proben haben seit dem Wochenende keinen Platz mehr :: wir suchen die Truhen von Hand ab :: der Import hat das Gestell in das falsche Feld geschrieben :: die Platzreparatur starten und die Liste bestätigen
Benchbook :: gesperrte Seiten :: [drei|fünf] Seiten sind gesperrt, seit eine Kollegin gegangen ist :: niemand kann gegenzeichnen :: ihr Konto wurde vor der Übergabe geschlossen :: die Seiten auf die Gruppenleitung übertragen und dort gegenzeichnen
ColdWatch :: nächtliche Fehlalarme :: der Alarm geht nachts um drei los, obwohl nichts ist :: die Rufbereitschaft glaubt ihm nicht mehr :: das Abtauen überschreitet die Grenze für elf Minuten :: die Verzögerung für diesen Fühler auf fünfzehn Minuten stellen
CalCare :: ein falsches Zertifikat :: auf dem Zertifikat steht die Seriennummer einer fremden Waage :: der Begutachter erkennt es nicht an :: zwei gleiche Geräte wurden bei der Annahme vertauscht :: das alte Zertifikat vernichten und das neue mit der Endung C verwenden
AuditPack :: eine veraltete Anweisung :: die Anweisung verweist noch auf die alte Norm :: unsere Auditorin hat es vor uns gemerkt :: die Aktualisierung blieb beim zweiten Band stehen :: Band drei und vier durch die angehängten ersetzen
"""
HOWS = """
Benchbook :: Gegenzeichnen :: wie eine zweite Person eine Seite gegenzeichnen kann, ohne den Rest zu sehen :: Seite öffnen, Unterschreiben, dann Zeugen einladen. Die Person sieht nur diese eine Seite.
Trackwell :: Umzug von Truhen :: wie wir eine ganze Truhe umziehen, ohne jede Schachtel zu scannen :: Über Bewegen, Behälter. Es reicht, die beiden Türen zu scannen.
ColdWatch :: Monatsbericht :: wie ich eine einzige Seite im Monat für den Qualitätsordner bekomme :: Unter Berichte die Monatsseite einschalten. Sie kommt am ersten Arbeitstag.
LabelMate :: Etiketten für minus 80 :: welche Folie bei minus 80 Grad hält :: Die weiße Polyesterfolie P-80. Sie hält zehn Jahre und übersteht das Auftauen.
CalCare :: Leihgeräte :: ob es ein Leihgerät gibt, solange unseres bei Ihnen ist :: Gibt es, ohne Aufpreis. Sagen Sie uns eine Woche vorher den Messbereich.
AuditPack :: die neue Norm :: welche Kapitel sich mit der neuen Ausgabe der Norm ändern :: Nur Risiko und Unparteilichkeit, Kapitel 4 und 8. Die Liste hat zwei Seiten.
"""
DELIVERABLES = """
das überarbeitete Angebot :: Ihnen das überarbeitete Angebot :: Hier ist das überarbeitete Angebot mit den zwei Posten. :: für den Rabatt fehlt noch eine zweite Unterschrift
das Kalibrierzertifikat :: Ihnen das Kalibrierzertifikat :: Das Kalibrierzertifikat hängt an, heute früh unterschrieben. :: die zweite Messung muss wiederholt werden
die korrigierte Rechnung :: Ihnen die korrigierte Rechnung :: Anbei die korrigierte Rechnung, die alte ist ungültig. :: die Buchhaltung hat die Gutschrift noch nicht freigegeben
den Bericht zum Fehllauf :: Ihnen den Bericht zum Fehllauf :: Der Bericht zum Fehllauf ist da, unsere Deutung steht auf Seite zwei. :: die Protokolle der zweiten Station sind unvollständig
"""
SAID = """
Vor jedem Audit laufe ich zwei Wochen lang Unterschriften hinterher.
Wir verlieren jeden Tag eine Stunde mit dem Suchen von Proben.
Bei minus 80 fallen die Etiketten ab, und dann weiß es keiner mehr.
Meine Leute brauchen die Anweisungen auf Deutsch.
Ohne Leihgerät stehen wir still, wenn unseres weg ist.
"""
SUBJECTS = {
    "how": "Frage zu {topic}",
    "problem": "{product}: {problem}",
    "thing": "[Bitte um {thing}|Es geht um {thing}]",
    "value": "{resource}",
    "care": "[Wie läuft es mit {product}?|Kurze Frage an Sie]",
    "renewal": "Verlängerung {product}",
    "thanks": "Danke",
    "praise": "Ein Lob",
}
RULES: dict[str, str] = {
    "why": """
        [Zwei|Drei|Vier] Leute [warten darauf|brauchen das täglich].
        [Bisher|Bis jetzt] [machen wir das von Hand|führen wir eine Liste an der Wand], [das geht auf Dauer nicht gut|Sie können sich denken, wie das endet].
        [Es klingt klein|Eine Kleinigkeit], spart uns aber [eine Stunde|viel Lauferei] in der Woche.
        [Ich muss bis Monatsende entscheiden.|Am Donnerstag ist Besprechung, bis dahin wüsste ich es gern.]
    """,
    "question_how": """
        [Können|Könnten] Sie mir [kurz|bitte] sagen, {ask}? <why>
        [Eine kurze Frage|Eine Frage aus der Praxis] zu {product}: [Wissen Sie|Können Sie mir sagen], {ask}? [<why>|] [Vielen Dank im Voraus.|Eilt nicht.]
        [Wir arbeiten uns gerade ein.|Im Handbuch habe ich es nicht gefunden.] <why> Daher die Frage, {ask}?
    """,
    "request_problem": """
        [Wir haben ein Problem|Es gibt Ärger] mit {product}: {symptom}. [Angefangen hat es am Montag.|Seit dem letzten Update ist das so.|Geändert haben wir nichts.] [Können Sie das ansehen?|Was sollen wir tun?]
        Leider [ist es wieder so weit|klemmt es]: {symptom}, und {harm}. [Neu gestartet haben wir schon zweimal.|Das Protokoll hängt an.] [Bitte melden Sie sich.|Bitte helfen Sie uns.]
    """,
    "complaint": """
        [Ich bin|Wir sind] [wirklich|] [enttäuscht|verärgert]. {symptom}, und {harm}. [Niemand hat uns Bescheid gesagt.|Das ist schon das zweite Mal in diesem Jahr.] [Was tun Sie dagegen?|Ich erwarte eine Antwort.]
        Das ist eine Beschwerde: {symptom}. [Für diesen Preis|Nach all den Jahren] [hätte ich mehr erwartet|darf das nicht sein]. [{harm}, das ist die Folge.|Ich möchte wissen, wie es weitergeht.]
    """,
    "answer_how": """
        {answer}
        [Gern|Gute Frage]. {answer} [Die Hilfeseite zeigt es mit Bildern.|Kaputtgehen kann dabei nichts.]
        Zu {topic}: {answer}
    """,
    "answer_fix": """
        [Gefunden|Der Grund ist einfach]: {cause}. Bitte {fix}. [Das dauert fünf Minuten.|Danach sollte Ruhe sein.]
        [Es tut mir leid.|Danke für die klare Schilderung.] {cause}. [Was hilft|Abhilfe]: {fix}.
    """,
    "answer_complaint": """
        [Sie haben recht|Ihr Ärger ist berechtigt], und es tut mir leid. {cause}. [Der nächste Schritt|Was wir jetzt tun]: {fix}.
    """,
    "ask_thing": """
        [Bitte schicken Sie uns|Wir brauchen noch|Dürfte ich erinnern: wir erwarten] {thing}. <why> [Bis wann ist das möglich?|Wann können wir damit rechnen?]
    """,
    "nudge": """
        [Gibt es etwas Neues|Wie ist der Stand]? [Wir warten noch auf|Wir brauchen noch immer] {thing}. [Ich muss die Woche planen.|Die Kollegen fragen täglich.]
    """,
    "promise_line": """
        [Ich schicke|Ich sende] {will} {due}.
        {due} [schicke|sende] ich {will}.
        Sie bekommen {thing} {due} von mir.
    """,
    "promise_how": """
        [Selbstverständlich|Gern]. {promise} [Es steht in meinem Kalender.|Sie müssen nichts weiter tun.]
        [Ich habe nachgefragt|Verstanden]. {promise}
    """,
    "promise_fix": """
        [Es tut mir leid|Das muss ich mir genauer ansehen]. {promise} [Bis dahin: {fix}.|]
    """,
    "holding": """
        [Noch kein Ergebnis|Ein Zwischenstand]: {stuck}. Sie hören {due} wieder von mir.
        Leider [noch nicht|dauert es noch]: {stuck}. Ich melde mich {due}.
    """,
    "delivered": """
        {done} [Wie versprochen.|Melden Sie sich, wenn etwas fehlt.]
        [Wie versprochen|Da ist es]: {done}
    """,
    "delivered_late": """
        {done} [Später als zugesagt, das tut mir leid.|Ich bin spät dran, verzeihen Sie.]
    """,
    "withdrawn": """
        Ich muss meine Zusage zurücknehmen: {stuck}. [Sie bekommen dafür eine Gutschrift.|Dafür kommt ein Kollege ohne Berechnung vorbei.]
    """,
    "value": """
        [Sie schrieben einmal|Ich habe mir gemerkt]: „{said}“ [Dazu passt|Vielleicht hilft]: {resource}. [Seite zwei ist die nützliche.|Zu kaufen gibt es darin nichts.]
        [Für Ihren Qualitätsordner|Für Ihre Kolleginnen und Kollegen]: {resource}. [Drei Labore wie Ihres haben es geprüft.|Geben Sie es gern weiter.]
    """,
    "reply_value": """
        [Danke|Vielen Dank], [sehr brauchbar|gut gemacht]. [Hängt schon an der Tür.|Ich habe es weitergegeben.] [{said}|]
    """,
    "care": """
        Wie [kommen Sie mit|läuft es mit] {product} [voran|zurecht|in diesen Wochen]? [Was hält Sie auf?|Was kostet Sie gerade die meiste Zeit?]
        [Keine Verkaufsabsicht, nur eine Frage|Ganz ohne Anlass]: Was würde Ihnen [die Woche leichter machen|am meisten helfen]?
    """,
    "need_said": """
        [Sie fragten, was uns beschäftigt|Da Sie fragen]: {said} [Vielleicht haben Sie eine Idee.|Das kommt bei uns zuerst.]
    """,
    "thanks_reply": """
        [Gut zu wissen|Notiert], vielen Dank. [Ich habe es weitergegeben.|Das kommt auf die Liste.]
    """,
    "thanks_fix": """
        [Es läuft wieder|Erledigt], [vielen Dank|herzlichen Dank]. [Da hätte ich nie gesucht.|Von uns aus ist es gelöst.]
    """,
    "thanks_how": """
        [Danke|Vielen Dank], [das hilft|genau das brauchte ich]. [Ich habe es ausgedruckt.|War leichter als gedacht.]
    """,
    "thanks_thing": """
        [Ist angekommen|Erhalten], vielen Dank. [Gerade rechtzeitig.|Alles vollständig.]
    """,
    "praise": """
        [Ein Lob zwischendurch|Das muss auch einmal gesagt werden]: [Bei Ihnen merkt man, dass jemand selbst am Labortisch stand.|Wenn Sie Rückruf sagen, rufen Sie zurück.] [Weiter so.|Geben Sie das bitte weiter.]
    """,
    "appreciation": """
        Seit {years} Jahren arbeiten Sie mit uns. [Danke dafür.|Das bedeutet einer kleinen Firma viel.] [Ein Päckchen ist unterwegs.|Wir haben auf Sie angestoßen, mit Tee.]
    """,
    "renewal": """
        Ihr Vertrag für {product} läuft am {date} aus. Der Preis: {price}. [Schicken Sie uns bitte die Unterschrift?|Soll alles bleiben wie bisher?]
    """,
    "renew_yes": """
        [Ja, wir bleiben|Bitte verlängern]. [Die Bestellung folgt.|Unterschrift anbei.] [Mit {product} sind wir zufrieden.|]
    """,
    "renewed": """
        [Vielen Dank|Danke], die Verlängerung ist gebucht. [Die Bestätigung hängt an.|Ihr Ansprechpartner bleibt.]
    """,
}
