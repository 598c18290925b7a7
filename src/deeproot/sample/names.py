# ruff: noqa: E501
"""Names of people and organisations in many scripts; ``native=Latin`` where the script is not Latin.

A culture gives: country codes with their zones, given names, family names, words and patterns of organisations, the language its people write
to us in, whether the family name comes first, and how one is addressed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    places: tuple[tuple[str, str, str], ...]  # country, zone, currency
    given: tuple[str, ...]
    family: tuple[str, ...]
    words: tuple[str, ...]
    firms: tuple[str, ...]
    language: str = "en"
    family_first: bool = False
    address: str = "{given}"
    share: float = 1.0


def _culture(places: str, given: str, family: str, words: str, firms: str, **more: object) -> Culture:
    triples = [tuple(place.split(":")) for place in places.split()]
    return Culture(
        tuple((country, zone, currency) for country, zone, currency in triples),
        tuple(given.split()),
        tuple(family.split()),
        tuple(words.split()),
        tuple(firm.strip() for firm in firms.split(";")),
        **more,  # type: ignore[arg-type]
    )


CULTURES: dict[str, Culture] = {
    "british": _culture(
        "GB:Europe/London:GBP IE:Europe/Dublin:EUR AU:Australia/Sydney:USD NZ:Pacific/Auckland:USD",
        "Harriet Oliver Imogen Callum Beatrice Rhys Eleanor Alistair Niamh Tobias Freya Gareth Siobhán Hamish",
        "Ashworth Pemberton O'Rourke Llewellyn Cartwright McAllister Thistlewood Okonjo Bamford Quigley Sutherland Whitcombe",
        "Ashdown Brackenfell Kestrel Millrace Thornbury Larkhill Wychwood Saltmarsh Penhallow Greywether Harrowgate Fenwick",
        "{word} Analytical Ltd; {family} Instruments; The {word} Workshop; {word} Water Laboratory; {family} & Daughters Restoration; {word} Food Testing",
        share=5.0,
    ),
    "american": _culture(
        "US:America/New_York:USD US:America/Chicago:USD US:America/Los_Angeles:USD CA:America/Toronto:USD",
        "Dolores Wyatt Keisha Brandon Marisol Travis Aaliyah Curtis Juniper Darnell Renée Wesley Xochitl Hank",
        "Castellano Whitehorse Nakamura-Reed Delacroix Abernathy Washington Villanueva Kowalczyk Freeman Begay Lindqvist St.Clair",
        "Cascade Sagebrush Bluestem Tidewater Ironwood Mesa Juniper Lakeshore Pinecrest Redrock Silverton Cottonwood",
        "{word} Labs Inc.; {family} Calibration; {word} County Clinic Laboratory; {word} Guitars; {family} Soil Science; {word} Brewing QA",
        share=5.0,
    ),
    "german": _culture(
        "DE:Europe/Berlin:EUR AT:Europe/Vienna:EUR CH:Europe/Zurich:EUR",
        "Jürgen Annelie Björn Käthe Sören Dörte Matthias Heike Florian Gülsen Wolfgang Sabine",
        "Grünewald Weiß Schönfelder Müßig Körner Lübke Bräutigam Hölzl Öztürk Dießner Achleitner Zumbühl",
        "Grünewald Elbtal Königsförde Süderau Weißenstein Rhönblick Märkisch Öhringen Spree Ahrtal",
        "Labor {word} GmbH; Prüfstelle {word}; Geigenbau {family}; {family} Messtechnik; Umweltlabor {word}",
        language="de",
        share=3.5,
    ),
    "french": _culture(
        "FR:Europe/Paris:EUR BE:Europe/Brussels:EUR SN:Africa/Dakar:EUR",
        "Maëlle Benoît Chloé Aurélien Océane Gaël Noémie Loïc Hélène Thérèse Mamadou Zoé",
        "Béranger Lefèvre Châtelain Noël Guérin D'Aubigné Bérubé Maréchal Sénéchal Diop Hébert Fournès",
        "Bérange Valserine Clairière Aubépine Garance Lavandière Forézien Ondaine Mélusine Bruyère",
        "Laboratoire {word}; Atelier {family}; Biologie {word} SARL; {family} Métrologie; Lutherie {word}",
        language="fr",
        share=2.6,
    ),
    "spanish": _culture(
        "ES:Europe/Madrid:EUR MX:America/Mexico_City:USD CL:America/Santiago:USD CO:America/Bogota:USD",
        "Iñaki Begoña José Lucía Ángel Ximena Héctor Inés Nicolás Rocío Andrés Soledad",
        "Íñiguez Núñez Peñalver Ibáñez Muñoz Zúñiga Echeverría Ordóñez Vélez Güell Riquelme Cabañas",
        "Ibérica Ríosol Montaña Peñarroya Quetzal Andina Alborada Cigüeña Níspero Cóndor",
        "Laboratorios {word}; Taller {family}; Clínica {word}; {family} Ensayos; Bodegas {word} Calidad",
        language="es",
        share=2.6,
    ),
    "nordic": _culture(
        "SE:Europe/Stockholm:EUR NO:Europe/Oslo:EUR DK:Europe/Copenhagen:EUR FI:Europe/Helsinki:EUR IS:Atlantic/Reykjavik:EUR",
        "Åsa Bjørn Sølvi Jörgen Þóra Väinö Astrid Håkon Aino Mikkel Guðrún Linnéa",
        "Ångström Sørensen Kjærgaard Öberg Þórsson Mäkinen Håkansson Bråten Lindström Østby Hämäläinen Ægisson",
        "Fjällräv Øresund Sjöbo Tromsø Hälsinge Bjørke Älven Skåne Lofoten Värmland",
        "{word} Analys AB; {family} Laboratorium; {word} Instrument; Klinikken {word}",
        share=1.6,
    ),
    "slavic": _culture(
        "PL:Europe/Warsaw:EUR CZ:Europe/Prague:EUR HR:Europe/Zagreb:EUR SK:Europe/Bratislava:EUR",
        "Małgorzata Łukasz Jiří Žofie Stanisław Ivana Przemysław Vojtěch Dražen Agnieszka Šimon Božena",
        "Wiśniewska Dvořák Zieliński Kovačević Pávek Świątek Čapková Grabowiecki Žižka Nováček Šarić Łuczak",
        "Białowieża Vltava Świerk Krkonoše Jastrząb Šumava Brzeg Žatec Rybník Dąbrowa",
        "Laboratorium {word}; {family} s.r.o.; Pracownia {family}; {word} Analitika",
        share=1.5,
    ),
    "cyrillic": _culture(
        "UA:Europe/Kyiv:EUR BG:Europe/Sofia:EUR RS:Europe/Belgrade:EUR KZ:Asia/Almaty:USD",
        "Олена=Olena Тарас=Taras Мирослава=Myroslava Стоян=Stoyan Весна=Vesna Ганна=Hanna Драган=Dragan Айгуль=Aigul Їжакевич=Yizhak Зоряна=Zoriana",
        "Шевчук=Shevchuk Коваленко=Kovalenko Димитрова=Dimitrova Йовановић=Jovanovic Левченко=Levchenko Бондар=Bondar Петров=Petrov Нурланова=Nurlanova Ђорђевић=Djordjevic Мельник=Melnyk",
        "Калина=Kalyna Дніпро=Dnipro Родопи=Rodopi Сузір'я=Suziria Морава=Morava Алатау=Alatau Світанок=Svitanok Витоша=Vitosha",
        "Лабораторія «{word}»; {word} Аналіз; Клініка {word}; Майстерня {family}",
        share=1.4,
    ),
    "greek": _culture(
        "GR:Europe/Athens:EUR CY:Asia/Nicosia:EUR",
        "Ελένη=Eleni Γιώργος=Giorgos Κατερίνα=Katerina Δημήτρης=Dimitris Σοφία=Sofia Νίκος=Nikos",
        "Παπαδοπούλου=Papadopoulou Ιωάννου=Ioannou Καραγιάννης=Karagiannis Νικολάου=Nikolaou Βασιλείου=Vasileiou",
        "Αιγαίο=Aigaio Όλυμπος=Olympos Ελαία=Elaia Κύανος=Kyanos Θαλής=Thalis",
        "Εργαστήριο {word}; {word} Αναλύσεις; Διαγνωστικό Κέντρο {word}",
        share=0.8,
    ),
    "japanese": _culture(
        "JP:Asia/Tokyo:USD",
        "由紀=Yuki 健太=Kenta 美咲=Misaki 大輔=Daisuke さくら=Sakura 翔=Sho 恵子=Keiko 拓也=Takuya",
        "田中=Tanaka 佐藤=Sato 山本=Yamamoto 小林=Kobayashi 渡辺=Watanabe 中村=Nakamura 高橋=Takahashi 吉田=Yoshida",
        "青葉=Aoba 富士見=Fujimi 桜川=Sakuragawa 北斗=Hokuto 緑川=Midorikawa 光=Hikari",
        "{word}分析株式会社; {family}工房; {word}臨床検査センター; {word}精密計測",
        family_first=True,
        address="{family}さん",
        share=1.4,
    ),
    "chinese": _culture(
        "TW:Asia/Taipei:USD SG:Asia/Singapore:USD HK:Asia/Hong_Kong:USD CN:Asia/Shanghai:USD",
        "怡君=Yijun 志明=Zhiming 淑芬=Shufen 俊傑=Junjie 雅婷=Yating 伟=Wei 晓红=Xiaohong 子轩=Zixuan",
        "陳=Chen 林=Lin 黃=Huang 王=Wang 張=Zhang 李=Li 吳=Wu 劉=Liu 歐陽=Ouyang",
        "明德=Mingde 海峽=Haixia 和平=Heping 長青=Changqing 博雅=Boya 新竹=Xinzhu",
        "{word}生物科技有限公司; {word}檢驗中心; {word}大學實驗室; {family}記儀器行",
        family_first=True,
        address="{family}{given}",
        share=1.3,
    ),
    "korean": _culture(
        "KR:Asia/Seoul:USD",
        "지훈=Jihun 서연=Seoyeon 민준=Minjun 하은=Haeun 수빈=Subin 도윤=Doyun",
        "김=Kim 이=Lee 박=Park 최=Choi 정=Jung 한=Han",
        "한빛=Hanbit 누리=Nuri 가온=Gaon 새벽=Saebyeok 다온=Daon",
        "{word}연구소; {word}의원 검사실; {word}계측",
        family_first=True,
        address="{family}{given}님",
        share=0.8,
    ),
    "arabic": _culture(
        "AE:Asia/Dubai:USD JO:Asia/Amman:USD EG:Africa/Cairo:USD MA:Africa/Casablanca:EUR",
        "ليلى=Layla خالد=Khaled مريم=Mariam يوسف=Youssef نور=Nour هدى=Huda سامي=Sami رانيا=Rania",
        "الحداد=Haddad منصور=Mansour الخطيب=Khatib بنعلي=Benali النجار=Najjar سليمان=Suleiman حمدان=Hamdan",
        "النخيل=Nakheel الواحة=Waha الفجر=Fajr الأطلس=Atlas البتراء=Petra النيل=Nile",
        "مختبر {word}; مختبرات {word} الطبية; ورشة {family}; مركز {word} للتحاليل",
        share=1.3,
    ),
    "hebrew": _culture(
        "IL:Asia/Jerusalem:USD",
        "נועה=Noa איתן=Eitan תמר=Tamar יונתן=Yonatan שירה=Shira אורי=Uri",
        "כהן=Cohen לוי=Levi מזרחי=Mizrahi ברקוביץ=Berkovitz אלון=Alon שפירא=Shapira",
        "כרמל=Carmel גליל=Galil ארז=Erez תבור=Tavor חרמון=Hermon",
        "מעבדות {word}; מכון {word}; סדנת {family}",
        share=0.9,
    ),
    "indian": _culture(
        "IN:Asia/Kolkata:USD",
        "अनन्या=Ananya रोहन=Rohan प्रिया=Priyanka विक्रम=Vikram मीरा=Meera अर्जुन=Arjun காவ்யா=Kavya সৌরভ=Sourav",
        "शर्मा=Sharma पटेल=Patel अय्यर=Iyer जोशी=Joshi सुब्रमण्यम=Subramaniam বসু=Basu देशपांडे=Deshpande",
        "सह्याद्रि=Sahyadri गंगा=Ganga नीलम=Neelam अशोक=Ashoka विंध्य=Vindhya",
        "{word} प्रयोगशाला; {word} डायग्नोस्टिक्स; {family} इंस्ट्रूमेंट्स",
        share=1.2,
    ),
    "thai": _culture(
        "TH:Asia/Bangkok:USD",
        "สมชาย=Somchai อรุณี=Arunee ปิยะ=Piya กมลา=Kamala",
        "ศรีสุข=Srisuk วงศ์ทอง=Wongthong บุญมี=Boonmee ใจดี=Jaidee",
        "สยาม=Siam ทองคำ=Thongkham บัวหลวง=Bualuang",
        "ห้องปฏิบัติการ{word}; {word} แล็บ",
        share=0.5,
    ),
    "african": _culture(
        "NG:Africa/Lagos:USD KE:Africa/Nairobi:USD GH:Africa/Accra:USD ZA:Africa/Johannesburg:USD ET:Africa/Addis_Ababa:USD",
        "Chiamaka Babatunde Wanjiru Kwabena Thandiwe Olúfẹ́mi Amina Sipho Ngozi Tewodros Adwoa Kiprono",
        "Ọbáfẹ́mi Nwosu Mwangi Mensah Dlamini Adébáyọ̀ Otieno Asante Mbeki Bekele Eze Kamau",
        "Zuma Baobab Serengeti Volta Kilima Umoja Savannah Ìbàdàn Highveld Rift",
        "{word} Diagnostics; {family} Medical Laboratory; {word} Agritest; {family} & Sons Instruments",
        share=1.3,
    ),
    "lusophone": _culture(
        "PT:Europe/Lisbon:EUR BR:America/Sao_Paulo:USD",
        "João Conceição Antônia Luís Inês Sebastião Thaís Marília Estêvão Fátima",
        "Gonçalves Magalhães Araújo Simões Brandão Assunção Leitão Câmara Falcão Sá",
        "Ipê Açucena Pão-de-Açúcar Tejo Guará Sertão Algarve Mantiqueira",
        "Laboratório {word}; Oficina {family}; {word} Análises Clínicas",
        share=1.2,
    ),
    "turkish": _culture(
        "TR:Europe/Istanbul:EUR",
        "Ayşe Çağrı Gökçe İsmail Şule Özgür",
        "Yılmaz Çelik Şahin Öztürk Güneş İnönü",
        "Boğaziçi Çınar Işık Göksu Şafak",
        "{word} Laboratuvarı; {family} Ölçüm",
        share=0.7,
    ),
    "vietnamese": _culture(
        "VN:Asia/Ho_Chi_Minh:USD",
        "Hương Đức Thảo Quân Ngọc Tuấn",
        "Nguyễn Trần Phạm Đặng Võ Bùi",
        "Sông-Hồng Đà-Lạt Hội-An Mê-Kông",
        "Phòng xét nghiệm {word}; {word} Lab",
        family_first=True,
        share=0.6,
    ),
}
