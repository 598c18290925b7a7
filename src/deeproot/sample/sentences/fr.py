# ruff: noqa: E501
"""What is written in French, and the facts it speaks of."""

PROBLEMS = """
LabelMate :: les étiquettes décalées :: les étiquettes sortent décalées de [2|3|4] mm :: chaque matin un demi-rouleau part à la poubelle :: le capteur a perdu son réglage à la dernière mise à jour :: lancer l'étalonnage dans le menu de maintenance et imprimer une bande d'essai
Trackwell :: des positions perdues :: [12|20|31] échantillons n'ont plus de position depuis le week-end :: nous fouillons les congélateurs à la main :: l'import a écrit le portoir dans le mauvais champ :: lancer la réparation des positions et confirmer la liste
Benchbook :: des pages verrouillées :: [trois|cinq] pages restent verrouillées depuis le départ d'une collègue :: personne ne peut contresigner :: son compte a été fermé avant la passation :: transférer les pages au responsable du groupe et y contresigner
ColdWatch :: de fausses alarmes la nuit :: l'alarme sonne à trois heures du matin sans raison :: l'astreinte n'y croit plus :: le dégivrage dépasse la limite pendant onze minutes :: porter le délai de cette sonde à quinze minutes
CalCare :: un certificat erroné :: le certificat porte le numéro de série d'une autre balance :: l'évaluateur le refuse :: deux appareils identiques ont été inversés à la réception :: détruire l'ancien certificat et utiliser celui qui finit par C
"""
HOWS = """
Benchbook :: la contresignature :: comment une seconde personne peut contresigner une page sans voir le reste :: Ouvrez la page, puis Signer, puis Inviter un témoin. Le témoin ne voit que cette page.
Trackwell :: le déménagement des congélateurs :: comment déplacer un congélateur entier sans scanner chaque boîte :: Par Déplacer, Contenant. Il suffit de scanner les deux portes.
ColdWatch :: le rapport mensuel :: comment obtenir une seule page par mois pour le classeur qualité :: Activez la page mensuelle dans Rapports. Elle arrive le premier jour ouvré.
LabelMate :: les étiquettes pour moins 80 :: quel film tient à moins 80 degrés :: Le polyester blanc P-80. Il tient dix ans et supporte la décongélation.
CalCare :: l'appareil de prêt :: si un appareil de prêt existe pendant l'absence du nôtre :: Oui, sans frais. Donnez-nous la gamme une semaine avant.
"""
DELIVERABLES = """
le devis corrigé :: vous envoie le devis corrigé :: Voici le devis corrigé avec les deux lignes. :: il manque encore une signature pour la remise
le certificat d'étalonnage :: vous envoie le certificat d'étalonnage :: Le certificat est joint, signé ce matin. :: la seconde mesure doit être refaite
la facture rectifiée :: vous envoie la facture rectifiée :: Ci-joint la facture rectifiée, l'ancienne est annulée. :: la comptabilité n'a pas encore validé l'avoir
"""
SAID = """
Avant chaque audit je cours après les signatures pendant deux semaines.
Nous perdons une heure par jour à chercher des échantillons.
À moins 80 les étiquettes se décollent et plus personne ne sait.
Mes techniciens ont besoin des procédures en français.
"""
SUBJECTS = {
    "how": "Question sur {topic}",
    "problem": "{product} : {problem}",
    "thing": "{thing}",
    "value": "{resource}",
    "care": "[Où en êtes-vous avec {product} ?|Une question]",
    "renewal": "Renouvellement {product}",
    "thanks": "Merci",
    "praise": "Un compliment",
}
RULES: dict[str, str] = {
    "why": """
        [Deux|Trois|Quatre] personnes [attendent la réponse|en ont besoin tous les jours].
        [Jusqu'ici nous le faisons à la main|Nous tenons une liste au mur], [et vous imaginez la suite|ce n'est plus tenable].
        [C'est peu de chose|Cela paraît petit], mais nous y gagnerions [une heure|bien des pas] par semaine.
        [Je dois décider avant la fin du mois.|Nous en parlons jeudi en réunion.]
    """,
    "question_how": """
        [Pouvez-vous|Pourriez-vous] [me|nous] dire {ask} ? <why>
        [Une petite question|Une question pratique] sur {product} : [savez-vous|pouvez-vous me dire] {ask} ? [<why>|] [Merci d'avance.|Rien ne presse.]
    """,
    "request_problem": """
        [Nous avons un souci|Il y a un problème] avec {product} : {symptom}. [Cela a commencé lundi.|C'est ainsi depuis la mise à jour.|Nous n'avons rien changé.] [Pouvez-vous regarder ?|Que devons-nous faire ?]
        [Hélas|Malheureusement], {symptom}, et {harm}. [Nous avons déjà tout redémarré.|Le journal est joint.] Merci de nous aider.
    """,
    "complaint": """
        [Je suis|Nous sommes] [vraiment|] [déçus|mécontents]. {symptom}, et {harm}. [Personne ne nous a prévenus.|C'est la deuxième fois cette année.] [Que comptez-vous faire ?|J'attends une réponse.]
        Ceci est une réclamation : {symptom}. [À ce prix|Après tant d'années] [j'attendais mieux|ce n'est pas acceptable].
    """,
    "answer_how": """
        {answer}
        [Bonne question|Volontiers]. {answer} [La page d'aide le montre en images.|Vous ne risquez rien à essayer.]
    """,
    "answer_fix": """
        [Trouvé|La raison est simple] : {cause}. Il suffit de {fix}. [Cela prend cinq minutes.|Ensuite, ce sera calme.]
        [Je suis désolée.|Merci pour votre description.] {cause}. [Le remède|La solution] : {fix}.
    """,
    "answer_complaint": """
        [Vous avez raison|Votre colère est justifiée], et nous en sommes désolés. {cause}. [La suite|Ce que nous faisons] : {fix}.
    """,
    "ask_thing": """
        [Il nous manque|Nous attendons] {thing}. <why> [Pour quand est-ce possible ?|Quand pouvons-nous y compter ?]
    """,
    "nudge": """
        [Avez-vous du nouveau|Où en est-on] ? [Nous attendons toujours|Il nous manque encore] {thing}. [Je dois prévoir la semaine.|Mes collègues me le demandent.]
    """,
    "promise_line": """
        Je {will} {due}.
        {due}, je {will}.
    """,
    "promise_how": """
        [Bien sûr|Volontiers]. {promise} [C'est noté dans mon agenda.|Vous n'avez rien d'autre à faire.]
        [Je me suis renseignée|C'est compris]. {promise}
    """,
    "promise_fix": """
        [Je suis désolée|Il me faut regarder de plus près]. {promise} [En attendant : {fix}.|]
    """,
    "holding": """
        [Pas encore de résultat|Un mot d'étape] : {stuck}. Je vous redonne des nouvelles {due}.
    """,
    "delivered": """
        {done} [Comme promis.|Dites-moi s'il manque quelque chose.]
        [Comme promis|Le voici] : {done}
    """,
    "delivered_late": """
        {done} [Plus tard que prévu, pardonnez-moi.|Je suis en retard, et j'en suis désolée.]
    """,
    "withdrawn": """
        Je dois revenir sur ma parole : {stuck}. [Vous recevrez un avoir.|Un collègue passera sans frais.]
    """,
    "value": """
        [Vous m'aviez écrit|Je me souviens de ceci] : « {said} » [Ceci peut aider|J'ai pensé à vous] : {resource}. [La page deux est la plus utile.|Rien à acheter là-dedans.]
        [Pour votre classeur qualité|Pour vos collègues] : {resource}. [Trois laboratoires l'ont essayé.|Faites-le circuler.]
    """,
    "reply_value": """
        Merci, [très utile|bien fait]. [C'est déjà affiché.|Je l'ai transmis.] [{said}|]
    """,
    "care": """
        Où en êtes-vous avec {product} [ces temps-ci|depuis notre dernier échange] ? [Qu'est-ce qui vous freine ?|Qu'est-ce qui vous prend le plus de temps ?]
        [Sans rien vendre|Juste une question] : qu'est-ce qui [vous aiderait le plus|rendrait la semaine plus légère] ?
    """,
    "need_said": """
        [Vous demandiez ce qui nous occupe|Puisque vous demandez] : {said} [Si vous avez une idée, je prends.|C'est notre priorité.]
    """,
    "thanks_reply": """
        C'est noté, merci. [J'en ai parlé à l'atelier.|Cela ira dans la prochaine version.]
    """,
    "thanks_fix": """
        [C'est reparti|Réglé], [merci beaucoup|un grand merci]. [Je n'aurais jamais cherché là.|Pour nous, c'est résolu.]
    """,
    "thanks_how": """
        Merci, [c'est clair|c'est ce qu'il me fallait]. [Je l'ai imprimé.|Plus simple que je ne croyais.]
    """,
    "thanks_thing": """
        [Bien reçu|Bien arrivé], merci. [Juste à temps.|Tout y est.]
    """,
    "praise": """
        [Un compliment pour changer|Il faut le dire aussi] : [on sent que vous connaissez la paillasse.|quand vous dites que vous rappelez, vous rappelez.] [Continuez.|Transmettez-le.]
    """,
    "appreciation": """
        Voilà {years} ans que vous travaillez avec nous. [Merci.|Cela compte pour une petite maison.] [Un petit colis est en route.|Nous avons levé une tasse de thé.]
    """,
    "renewal": """
        Votre contrat {product} arrive à échéance le {date}. Le prix : {price}. [Pouvez-vous nous renvoyer la signature ?|On continue comme avant ?]
    """,
    "renew_yes": """
        [Oui, nous restons|Renouvelez, s'il vous plaît]. [Le bon de commande suit.|La signature est jointe.]
    """,
    "renewed": """
        Merci, le renouvellement est enregistré. [La confirmation est jointe.|Votre contact reste le même.]
    """,
}
