"""English of any kind of text: what `extractors.general` reads it with, beyond the words of `extractors.languages.en`.

What each field is for is said in `extractors.languages.general`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.languages.general import (
    AgeWords,
    BoundWords,
    FormWords,
    GeneralWords,
    NameWords,
    NounWords,
    NumberWords,
    PartWords,
    RangeWords,
    SharingWords,
    SingleWords,
)
from extractors.languages.general_en_amounts import AMOUNTS


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _pairs(words: str) -> dict[str, str]:
    """Words with what each stands for, behind the first space."""
    return dict(pair.strip().split(" ", 1) for pair in " ".join(words.split()).split(", "))


_NOUNS = NounWords(
    singulars=_pairs(
        """
        alumni alumnus, axes axe, caches cache, avalanches avalanche, headaches headache, criteria criterion,
        phenomena phenomenon, bacteria bacterium, diagnoses diagnosis, theses thesis, hypotheses hypothesis,
        knives knife, wolves wolf, thieves thief, loaves loaf, calves calf, movies movie, cookies cookie,
        calories calorie, kilocalories kilocalorie, rookies rookie, zombies zombie, selfies selfie,
        smoothies smoothie, bogeys bogey, bogies bogey, birdies birdie, hoodies hoodie, brownies brownie,
        pixies pixie, shoes shoe, horseshoes horseshoe, toes toe, foes foe, canoes canoe, excuses excuse,
        abuses abuse, fuses fuse, recluses recluse, quizzes quiz, gases gas, gas gas, lens lens, lenses lens,
        busses bus, geese goose, oxen ox, taxis taxi, skis ski, rabbis rabbi, safaris safari, emojis emoji,
        jihadis jihadi, menus menu, gurus guru, emus emu, gnus gnu, thous thou, police police officer,
        firemen fireman, salesmen salesman, congressmen congressman, servicemen serviceman,
        midshipmen midshipman, crewmen crewman, policewomen policewoman, congresswomen congresswoman,
        grandchildren grandchild, stepchildren stepchild, schoolchildren schoolchild, others other
        """
    ),
    uncounted=_pairs(
        """
        crew crew, rbi RBI, head head, aircraft aircraft, spacecraft spacecraft, personnel personnel,
        bison bison, deer deer, salmon salmon, offspring offspring
        """
    ),
    unchanging=_set("series species"),
    other_things="others",
    verbs_too=_set(
        """
        runs wins starts plays turns works lives needs leads beats falls looks stands sends stays gets uses
        means
        """
    ),
    passed_over=_set(
        """
        more fewer less other additional further extra likely elderly family daily weekly monthly yearly hourly
        quarterly early friendly deadly costly ugly lonely lovely lively only anti-family newly highly fully
        heavily recently previously specially mostly fairly mainly partially severely badly seriously critically
        critical wounded injured dead killed formerly federally locally nationally foreign-owned slightly
        largely extremely very so-called all-time unusually nearly openly allegedly illegally legally wrongly
        falsely publicly privately directly physically
        """
    ),
    adjectives=_set(
        """
        new big small major minor more other additional extra further senior junior young old older former
        single last final first different long short bad good great key main high low local human top leading
        large larger huge tiny little heavy light dead live free open full whole entire early late recent
        possible likely unlikely male female black white red blue green current previous next federal national
        international foreign American British French German Russian Chinese Israeli Palestinian Republican
        Democratic Canadian Indian Australian political legal social special general public private criminal
        civil medical military royal rural urban fatal lone fresh straight right left strong weak hard easy poor
        rich sick unidentified unnamed unarmed retired wounded injured masked married convicted suspected
        alleged confirmed reported registered estimated leaked missing surviving dying remaining winning losing
        running serving standing commercial industrial financial municipal provincial presidential lethal oral
        verbal central regional residential critical typical mutual annual biannual elderly
        """
    ),
    adjective_ends=("ous", "ful", "less", "able", "ible", "ish", "-old", "est"),
    qualified_ends=("ous", "ful", "less", "able", "ible", "ent", "ant", "ive", "ic", "al", "ary"),
    attributive=_set(
        """
        police league home school council Senate House army navy touchdown field bus car truck train test court
        county city state government company team club college university hospital party union task air fire
        security intelligence business family life world cup title penalty free bedroom hotel apartment office
        news media radio television tv bank trade tax suicide bomb gun shooting drug murder death prison jail
        traffic safety health heart blood cancer vaccine
        """
    ),
    no_hyphen_nouns=_set(
        """
        nil odd based plus something ish old strong long wide high tall deep way sided off on up out handed and
        to or in by for all with from of fold sized like style elect yard-line hundred thousand million billion
        trillion more plus-year half third quarter fourth fifth sixth seventh eighth ninth tenth thirds quarters
        fourths fifths sixths eighths tenths
        """
    ),
    no_hyphen_nouns_of_one=_set("time"),
    no_hyphen_single=_set("time man on stop"),
    numbered_things=re.compile(
        r"\s+(?P<w>(?:\d\d?|two|three|four|five|six|seven|eight|nine|ten)-(?:[a-z]+ers?|packs?))\b"
    ),
    abbreviations=re.compile(r"\s+(?:[A-Za-z]{1,8}-)?(?:(?:[A-Z]\.){2,4}|(?:St|Ft|Mt)\.)(?:-[a-z]+)?(?=\s)"),
    or_so=_any_case(r"\s+or\s+(?:so|more|fewer|less|thereabouts)(?!\w)"),
    odd=re.compile(r"-(?:odd|plus|strong|something)(?=\s)"),
)

_NUMBERS = NumberWords(
    joint="and",
    centuries=_set("eighteen nineteen twenty"),
    magnitudes={"lakh": Decimal(10) ** 5, "crore": Decimal(10) ** 7, "lakh crore": Decimal(10) ** 12},
    magnitude_joined=re.compile(r"-(?P<m>thousand|million|billion|trillion)(?!\w)"),
    magnitude_glued=re.compile(r"(?:m|bn|b|tn|k)(?!\w)"),
    magnitude_spaced=re.compile(r"\sm(?=\s+people\b)"),
)

_PARTS = PartWords(
    parts={
        "half": 2,
        "halves": 2,
        "third": 3,
        "quarter": 4,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
        "hundredth": 100,
        "thousandth": 1000,
    },
    articles=_set("a an"),
    fraction=r"(?<![\w-])(?:(?P<n>an?|{numeral})(?P<j>[\s-])(?P<d>{part})(?P<s>s?)|(?P<h>half|quarter(?=-)))(?!\w)",
    and_a_guard=_any_case(r"and[\s-]a[\s-]"),
    and_a_half=r"(?<![\w.,-])(?:(?P<n>{number})|an?\s(?P<u>\w+))[\s-]and[\s-]a[\s-](?P<h>half|quarter|third)(?!\w)",
    and_a_before=re.compile(r"\band\s+a\s$"),
    scale=r"\s+(?:an?\s+)?(?P<s>{scale})s?(?!\w)",
    of_a_scale=r"\s+(?:of\s+)?an?\s+(?:an?\s+)?(?P<s>{scale})s?(?!\w)",
    scale_in_words=r"\s+(?:an?\s+)?(?:{plain_scale})\b",
    share=r"(?<![\w.,-])(?P<a>{number})\s+(?:in|(?P<out>out\s+of))(?:\s+every)?\s+$",
    share_ends=("in", "of", "every"),
    no_noun=re.compile(
        r"\s*[.;,]|\s+(?:say|said|has|have|had|is|are|was|were|do|does|did|will|would|can|could)\b| of "
    ),
    of=re.compile(r"\s+of\b"),
    of_a_year=re.compile(r"\s+of\s+(?:19|20)\d\d"),
    of_a_thing=re.compile(r"\s+(?:of\s+)?an?(?=\s)"),
    of_a=re.compile(r"\s+of\s+an?(?=\s)"),
    of_something=re.compile(r"\s+(?:of|an?|the|its|his|her|their|our|all)\b"),
    of_someones=re.compile(r"\s+(?:the|its|his|her|their|our)(?=\s)"),
    in_before=re.compile(r"\bin\s+$"),
    hedged=_any_case(
        r"\b(?:by|than|from|nearly|almost|about|over|roughly|around|some|just|only|least|approximately|under|to|exactly)\s+(?:only\s+|about\s+|nearly\s+)?$"
    ),
    no_part_before=_any_case(
        r"\b(?:first|second|third|fourth|final|last|past|next|each|other|better|opening|this|every|back|front|top|bottom|previous|latter|recent|upper|lower|both)[\s-]$"
    ),
    adjectival=re.compile(r"\b(?:a|the|an|by)\s+$"),
    dozen=_any_case(r"-dozen\b"),
    half_units=frozenset(("point", "percent")),
    quarter_of=re.compile(r"(?i:quarter)[\s-](?P<u>(?:percentage\s)?point|percent|mile|inch|ounce|hour)\b"),
    moved=re.compile(
        r"\b(?:up|down|off|by|gain(?:ed|s|ing)?|lost|los(?:es|ing)|r[oi]s(?:e|es|ing)|fell|falls|fall|falling|added|adds|adding|shed|slipped|dropped|to|at|"
        r"advanced|climbed|jumped|eased|declined)\s(?:about\s|another\s)?$"
    ),
    slashed_units=frozenset(("cent", "point", "US cent", "percent")),
    slashed_unit=re.compile(r"\s(?:of\sa\s)?(?P<u>cent|point)\b"),
)

_SINGLES = SingleWords(
    signs=("one", "zero", "single"),
    one=_any_case(r"\b(?:one|(?P<zero>zero)|a\ssingle)(?<![\w-]one)(?<![\w-]zero)(?!\w)"),
    no_one_before=_any_case(
        r"\b(?:no|this|that|the|each|which|every|any|another|number|some|other|only the|is|are|it's|latter|former|first|last|new|big|good|formula|force|world|day)[\s-]+$|-to-$"
    ),
    both=re.compile(r"\b(?P<n>[Bb]oth)\b(?:\s+of)?(?:\s+(?:the|his|her|its|their|our|these|those))?(?=\s)"),
    both_signs=("Both", "both"),
    kinds=re.compile(r"\s+and\s"),
    no_both=_set("way count"),
    one_of=re.compile(r"\b(?P<n>[Oo]ne)\s+of\s+(?:the|his|her|its|their|our|these|those)(?=\s)"),
    one_of_so_many=re.compile(r"\b(?P<n>[Oo]ne)\s+of\s+(?:the|his|her|its|their|our|these|those)\s+(?=\w)"),
    one_of_signs=("One of", "one of"),
    no_one_of=re.compile(
        r"\b(?:be|been|being|becomes?|became|as|into|remain(?:s|ed)?|considered|called)\s(?:now\s|still\s)?$"
    ),
    vague=_set("way thing reason kind sort"),
    superlative=re.compile(
        r"\b(?:most|best|worst|few|fewest|only|top|main|major|leading|key|great|greatest|first|last|[a-z]{3,}est)\b"
    ),
    groups={"pair": 2, "couple": 2, "trio": 3, "quartet": 4},
    group_of=re.compile(r"\b[Aa]\s+(?P<g>pair|couple|trio|quartet)\s+of(?=\s)"),
    sold_in_pairs=_set("shoe boot glove sock jean glass trouser pant short scissor sneaker sunglass ski"),
    fold=re.compile(r"\b(?P<n>[A-Za-z]+)fold\b"),
    fold_signs=("fold",),
)

_FORMS = FormWords(
    inches_behind=re.compile(r"(?:-|\s)?(?:foot|feet|ft)[-\s](?P<n>\d\d?|[a-z]+)(?=[\s,.;)-])(?!\s+\w+s\b)"),
    odds=re.compile(
        r"(?<![\w.,-])(?P<a>\d{1,4}|[A-Za-z]+)-(?:for|(?P<of>of)|(?P<to>to)(?=-(?:1|one)\b))-(?P<b>\d{1,4}|[a-z]+)\b(?![-/\d])"
    ),
    odds_signs=("-for-", "-of-", "-to-"),
    range_joined=re.compile(r"(?<![\w.,-])(?P<a>\d{1,4}|[A-Za-z]+)-to-(?P<b>\d{1,4}|[a-z]+)(?=-[a-z])"),
    range_joined_signs=("-to-",),
    one_to=re.compile(r"\b(?P<n>[Oo]ne)\s+(?:to|or)\s+(?=[a-z])"),
    one_to_signs=("ne to ", "ne or "),
    sides=re.compile(
        r"(?<![\w.,-])(?P<a>\d{1,5}(?:\.\d+)?)-by-(?P<b>\d{1,5}(?:\.\d+)?)(?:-by-(?P<c>\d{1,5}(?:\.\d+)?))?(?=[\s-](?:foot|feet|inch|met|mile|yard|cent|mill|kilo|cm\b|mm\b|m\b))"
    ),
    sides_sign="-by-",
    letter_money=re.compile(
        r"(?<![\w$.,-])R(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d(?!\d)|\d+(?:\.\d+)?(?=\s?(?:million|billion|trillion|m|bn|tn)\b))"
    ),
    letter="R",
    letter_currency="ZAR",
)

_AGES = AgeWords(
    before=_any_case(
        r"\bage[sd]?(?:\s(?:of|between|from|under|over|about|just|only|at least))?\s+$"
        r"|\bage\s(?:of\s[\w\s]{1,25}?)?(?:was|is)\s+(?:just\s+|only\s+|about\s+)?$"
        r"|\b(?:man|woman|boy|girl)\sof\s+$|\bturn(?:s|ed|ing)?\s+$|\bunder(?: the)? age(?: of)?\s+$"
        r"|\b(?:children|adults|people|men|women|boys|girls|kids|those|anyone|everyone|americans|persons|teenagers|seniors|residents|patients)\s(?:aged\s)?(?:under|over|between|above|below)\s+$"
    ),
    behind=_any_case(
        r"\s(?:and|or)\s(?:older|over|younger|under|up|above)\b(?!\s+(?:the|a|\d))|\s(?:years\s)?of age\b"
    ),
    listed=re.compile(r"\s*(?:,|and|or|to|-|–|,\s*and)\s*"),
    he_was=re.compile(r"\b(?:[Hh]e|[Ss]he)(?:\s(?:was|is)|['’]s)\s(?:just\s|only\s)?$"),
    no_more_said=re.compile(r"\s*(?:$|[.,;](?!\d)|when\b)"),
    no_apposition=re.compile(r",\s(?:or\s|\d)"),
)

_NAMES = NameWords(
    one=_any_case(
        r"\bat one (?:point|time|stage)\b|\bone (?:way or|by one|on one|(?:\w+ )?after another|of a kind)\b|\bone day,"
    ),
    labels=re.compile(
        r"(?<![\w’'-])"
        r"(?:S&P|Dow|Nasdaq|NASDAQ|FTSE|STOXX|Stoxx|Nikkei|Russell|DAX|CAC|ASX|ASX/S&P|KOSPI|TSX|Nifty|Fortune|Global|Forbes|Boeing|Airbus|iPhone|iPad|"
        r"Galaxy|Pixel|Windows|Android|iOS|macOS|PlayStation|Xbox|Model|Apollo|Soyuz|Voyager|Artemis|Falcon|Ariane|GPT|Formula|Premiership|"
        r"UFC|Super Bowl|WrestleMania|World Cup|Olympics|Euro|Ligue|Serie|Bundesliga|League|LaLiga|"
        r"(?:Articles?|Sections?|Chapters?|Titles?|Amendments?|Propositions?|Props?\.?|Measures?|Resolutions?|Decrees?|Rules?|Bills?|Acts?|Laws?|Highways?|Routes?|Interstates?|Roads?|"
        r"Exits?|Flights?|Trains?|Bus|Lines?|Pier|Gates?|Rooms?|Units?|Suites?|Terminals?|Platforms?|Buildings?|Blocks?|Zones?|Districts?|Precincts?|Wards?|Regions?|Areas?|Channels?|Stations?|"
        r"Categor(?:y|ies)|Levels?|Phases?|Stages?|Tiers?|Types?|Class(?:es)?|Grades?|Groups?|Divisions?|Units?|Parts?|Volumes?|Pages?|Episodes?|Seasons?|Versions?|"
        r"Weeks?|Days?|Games?|Rounds?|Laps?|Holes?|Nos?\.|Numbers?|#|Local|Site|Area|Studio|Catch|Command|Schedule|Form|Item|Question|Issue|Vol\.|Sec\.|Rte\.|Hwy\.|"
        r"highway|route|chapter|article|section|category|phase|stage|type|grade|page|episode|version|number|level|lane|row|exit|room|channel|flight|line|no\.|"
        r"tier|laps?|lock|hole|platform|pier|terminal|junction|gate|reference number|dial(?:led|ling)?|(?:[Cc]all|[Rr]ing|[Pp]hone|[Tt]ext)(?:ing|ed)?\s(?:the\s)?(?:police|office|hotline|line)\son))\s?"
        r"$"
    ),
    no_names=_set(
        """
        attendance volume turnover only about some nearly almost over more less fewer at by in on of with around
        roughly approximately under up down just another all these those the its his her their our my your last
        next past first top every each plus minus exactly aged age ages between from to for when after before
        since until as and but or if while monday tuesday wednesday thursday friday saturday sunday january
        february march april may june july august september october november december jan feb mar apr jun jul
        aug sep sept oct nov dec yet still now then however overall altogether barely hardly even already total
        estimated today yesterday
        """
    ),
    behind=re.compile(
        r"-pointers?\b|-packs?\b|-somethings?\b"
        r"|[A-Z]?\s(?=[A-Z])(?:(?:Rue|Via|Calle)\s"
        r"|(?:[A-Z][\w.'’-]*\s){1,3}(?:Street|Avenue|Ave\.|Road|Rd\.|Boulevard|Blvd\.?|Drive|Lane|Parkway|Terrace|Crescent)(?!\w)(?!\s[a-z]+s\b)"
        r"|(?:MAX|Max|Dreamliner)s?\b)"
        r"|[\s-]block\b|['’]?s\b(?!\w)|ers\b|(?<=911|999)\s(?:calls?|dispatchers?|operators?)\b|[GKDX](?!\w)|(?:st|nd|rd|th)\b"
        r"|\s(?:BC|AD|BCE|CE)\b|\s(?:GMT|UTC|BST|CET|E[DS]?T|P[DS]T)\b|\s(?:local time|o['’]clock)\b"
    ),
    article=re.compile(r"\bthe\s+$"),
    in_table=re.compile(r"[,;]\s(?:and\s)?(?:[A-Z][\w’'.-]*\s){1,3}"),
    year_before=_any_case(
        r"\b(?:in|since|from|by|until|till|of|before|after|between|around|circa|early|late|mid|spring|summer|fall|autumn|winter|and|to)[\s-]$"
    ),
    month_before=r"(?<!\w)(?:{month})\.?\s+(?:\d+\s*(?:[-–]|and|to|or)\s*)?$",
    short_month=re.compile(r"(?<!\w)(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s+$"),
    day_before=r"(?<!\w)(?:{month})\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+$",
    joint=re.compile(r"\s?(?:,|,?\s(?:and|or|to|through)|&|[-–])\s?"),
)

_RANGES = RangeWords(
    of_them_all=_any_case(
        r"(?:,|\s\w+(?:ed|en))?\s+(?:out\s+)?of\s+(?:(?:the|his|her|its|their|our|my|your|these|those|a|an|some|about|nearly|\w+['’]s?)\s+)?(?:\w+['’]s?\s+)?"
        r"(?:(?:first|last|past|final|next|previous|other|remaining|total|possible|available|nation['’]s|country['’]s|state['’]s|more|than|about|nearly|estimated|roughly)\s+){0,3}"
    ),
    of_what=_any_case(
        r"\s+of\s+(?:(?:the|all|all the|his|her|its|their|our|my|your|these|those|\w+['’]s?)\s+)?(?:other\s+)?"
    ),
    of_a_thing=re.compile(r"\s+of\s+an?\s+(?P<w>[a-z]+)"),
    suspended=re.compile(r"\s*(?:/|-|–|—|-to-|-?\s?to\s|-\s(?:to|or|and)\s|and\s)\s*"),
    both_ends="and",
    from_to="to",
    alternatives=re.compile(r"\b(?:and|or)\b"),
    between=_any_case(
        r"\bbetween\s+(?:about\s+)?$|\brang(?:e[sd]?|ing)\s+(?:in age\s+)?(?:from\s+)?$"
        r"|\b(?:costs?|costing|priced|var(?:y|ies|ied|ying)|anywhere|at|of)\s+from\s+$"
    ),
    between_near=re.compile("between"),
    by=_any_case(r"\bby\s+(?:about\s+|nearly\s+|some\s+)?$"),
    from_=_any_case(r"\bfrom\s+(?:about\s+|nearly\s+|over\s+)?$"),
    change_before=_any_case(
        r"\b(?:by|gained|gaining|gains?|grew|grows?|growing|rose|rises?|rising|fell|falls?|falling|lost|loses|losing|added|adding|adds|slid|slipped|dropped|jumped|climbed|climbing|"
        r"declined|advanced|up|down|off|increased|decreased|shed|dipped|tumbled|soared|surged|sank|plunged|dropping|slipping|edged (?:up|down|higher|lower)|"
        r"retreated|eased|ticked (?:up|down))\s+(?:about\s+|nearly\s+|almost\s+|more than\s+|another\s+|an? \w+\s+)?$"
    ),
    score_behind=_any_case(
        r"(?:\s[\w-]+)?\s(?:win|wins|victor(?:y|ies)|loss|losses|lead|defeats?|draws?|decisions?|routs?|triumphs?|records?|deficits?|advantage|votes?|rulings?|majority|"
        r"thrashing|drubbing|success|scoreline|start|mark|tie|run|comeback|beating|shootout)\b"
    ),
)

_SHARING = SharingWords(
    to_second=re.compile(
        r"\s+to\s+(?:about\s+|nearly\s+|almost\s+|over\s+|more\s+than\s+|as\s+(?:many|much)\s+as\s+)?"
    ),
    from_second=re.compile(r"\s+from\s+(?:about\s+|nearly\s+|almost\s+)?"),
    from_first=_any_case(r"\bfrom\s+(?:about\s+|nearly\s+|over\s+)?$"),
    to_first=_any_case(r"\bto\s+(?:about\s+|nearly\s+|almost\s+)?$"),
    list_joint=re.compile(r"(?P<s>-?),?\s*(?P<w>,|and\b|or\b|&)\s*(?:(?:about|nearly|some|over)\s+)?"),
    or_=re.compile(r"\s+or\s+"),
    level_before=re.compile(r",?\s(?:up|down|compared|versus|against)\s(?:from|with|to)?\s?"),
    alternative=re.compile(
        r",?\s(?:(?:or\s)?(?:maybe|perhaps|possibly|even)|or|if\snot)\s|,?\sout\sof\s(?:about\s|the\s)?"
    ),
    cast=re.compile(r"\s(?:cast|possible|available|in\sall)\b"),
    rival_before=re.compile(r"\b(?:to|for|and)\s[A-Z][\w-]*(?:['’]s?)\s$"),
    rival_behind=re.compile(r"\s(?:for|to)\s[A-Z]"),
    members={
        "crew": "crew",
        "staff": "staff",
        "family": "person",
        "group": "member",
        "team": "member",
        "squad": "member",
        "panel": "member",
        "jury": "juror",
        "gang": "member",
        "household": "person",
    },
    members_of=re.compile(
        r"\b(?P<g>crew|staff|family|group|team|squad|panel|jury|gang|household)\s+of\s+(?:about\s+|nearly\s+|some\s+)?$"
    ),
    no_member=re.compile(
        r"(?<!\w)(?:[Aa]n?\s|\d-(?:under|over)(?:[\s-]par)?\s)$|\b(?:one|1|a)\s+in\s+$|\b(?:advanc|declin|gain|los)(?:ers|es)\s(?:by\s)?(?:[\d,]{1,9}\sto\s)?$|\d\sover\s$"
    ),
    over_another=re.compile(r"\sover\s\d{1,3}(?=[.,;)]|\s(?:and|but|in|on|at)\b|$)"),
    nothing_behind=_any_case(
        r"\s*(?:$|[.,;:)—–\"”]|-\s)|\s+(?:in|from|of|to|at|by|on|for|with|and|or|but|are|were|was|is|had|have|has|will|would|could|as|than|more|fewer|less|last|this|next|"
        r"against|over|after|before|since|during|through|when|while|who|that|which|a|an|the|each|per|so|if|between|under|into|behind|ahead|others|"
        r"earlier|later|ago|altogether|overall|alone|still|remain|remained|did|do|said|[a-z]+ed|won|lost|went|came|got|took|found|made|left|shot|hurt|short|"
        r"yesterday|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|needed|compared|up|down|off|out)\b"
    ),
    harming=re.compile(
        r"\b(?:wound|kill|injur|arrest|hurt)(?:ing|ed)?\s(?:at\sleast\s|about\s|nearly\s|some\s|more\sthan\s)?$"
    ),
    aside=_any_case(
        r"\b(?:in|across|over|at|within|for|per|after|during|among|with|by|from|into|on|against|around|between)\s+(?:(?:the|all|his|her|its|their|more|than|about|nearly|at|least|some|just|only|last|first|past|almost|over|around|roughly)\s+)*$"
    ),
    subject_before=re.compile(
        r"\b(?:to|from|at|by|of|reached|hit|totall?ed|was|were|numbered|and)\s+(?:[a-z]+\s+){0,3}$"
    ),
    number_of=_any_case(
        r"\b(?:number|average|total|tally|count|toll)s?\s+of\s+(?P<words>[\w’'-]+(?:\s+[\w’'-]+){0,4})"
    ),
    subject=_any_case(
        r"(?:^|[.;:]\s+|,\s+(?:while|and|but|as)\s+|\b(?:while|and|as)\s+)(?P<noun>(?:[A-Za-z'’-]+\s+){0,4}?[A-Za-z'’-]+s)\s+(?:have\s+|had\s+)?(?:also\s+)?"
        r"(?:rose|fell|dropped|jumped|climbed|declined|increased|decreased|slipped|eased|grew|totall?ed|numbered|surged|plunged|tumbled|doubled|were\s+(?:up|down)|reached|hit|stood)\b"
    ),
    no_subjects=("shares", "stocks", "prices", "sales", "futures"),
)

_BOUNDS = BoundWords(
    signs=(" or ", " than ", "most ", "aximum of "),
    at_most_before=_any_case(
        r"\b(?:(?:no|not)\s(?:more|higher|greater|longer|larger|bigger)\sthan|at\smost|a\smaximum\sof)\s$"
    ),
    at_least_before=_any_case(r"\b(?:no|not)\s(?:fewer|less|lower|smaller)\sthan\s$"),
    at_most_behind=_any_case(r",?\s+or\s+(?:fewer|less|lower|under)\b"),
    at_least_behind=_any_case(r",?\s+or\s+(?:more|greater|higher|longer)\b"),
    over=_any_case(r"(?P<b>\w+)?\s?\b(?:over|under)\s(?:the\s)?$"),
    under_par=re.compile(r"\d-(?:over|under)\s$"),
    spread=_set("spread stretched extended phased spaced scattered"),
    lasts=_set(
        "for of in after within lasting lasted took takes is was were are at by to from than spans served spent"
    ),
)

WORDS = GeneralWords(
    nouns=_NOUNS,
    numbers=_NUMBERS,
    parts=_PARTS,
    singles=_SINGLES,
    forms=_FORMS,
    amounts=AMOUNTS,
    ages=_AGES,
    names=_NAMES,
    ranges=_RANGES,
    sharing=_SHARING,
    bounds=_BOUNDS,
)
