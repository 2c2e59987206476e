"""English, as the press and the portals of Viet Nam write it."""

from __future__ import annotations

from decimal import Decimal

from extractors.languages.base import Language, words

_K, _M, _B = Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9

_OTHER_PROVINCES = (
    r"(?:an giang|ba ria|vung tau|bac kan|bac lieu|ben tre|binh dinh|binh duong|binh phuoc|binh thuan|ca mau|can tho"
    r"|cao bang|da nang|dak lak|dak nong|dien bien|dong nai|dong thap|gia lai|ha giang|ha nam|ha tinh|hai duong"
    r"|hai phong|hau giang|hoa binh|hung yen|khanh hoa|kien giang|kon tum|lai chau|lam dong|lang son|lao cai|long an"
    r"|nam dinh|nghe an|ninh binh|ninh thuan|phu tho|phu yen|quang binh|quang nam|quang ngai|quang ninh|quang tri"
    r"|soc trang|son la|tay ninh|thai binh|thai nguyen|thanh hoa|thua thien[- ]hue|tien giang|tra vinh|tuyen quang"
    r"|vinh long|vinh phuc|yen bai|ha ?noi|(?:ho chi minh|hcm) city|hcmc|ho chi minh"
    r"|bình dương|đồng nai|quảng ninh|hải phòng|hà nội|thái nguyên|vĩnh phúc|hải dương|hưng yên|long an)"
)

LANGUAGE = Language(
    code="en",
    number_style="comma_thousands",
    magnitudes={
        "thousand": _K, "thousands": _K, "million": _M, "millions": _M, "mln": _M, "mil": _M,
        "billion": _B, "billions": _B, "bln": _B, "bil": _B, "bn": _B, "trillion": _K * _B, "trillions": _K * _B,
        "tn": _K * _B, "quadrillion": _M * _B, "milliard": _B, "milliards": _B,
    },
    numerals={
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    },
    ordinals={
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    },
    currency_before={
        r"(?:US|USD)\s?\$": "USD", r"US\s?\$": "USD", r"USD": "USD", r"\$": "USD", r"VN[DĐ]": "VND", r"€": "EUR",
        r"EUR": "EUR", r"JPY|¥": "JPY",
    },
    currency_after={
        r"USD(?!\w)": "USD", r"US\s?\$": "USD", r"(?:US|U\.S\.|American)\s?dollars?(?!\w)": "USD",
        r"dollars?(?!\w)": "USD", r"\$(?!\w)": "USD", r"VN[DĐ](?!\w)": "VND",
        r"(?:vietnam(?:ese)?\s)?(?:dong|đồng)(?!\w)": "VND", r"euros?(?!\w)|EUR(?!\w)": "EUR", r"yen(?!\w)": "JPY",
    },
    nouns={
        r"projects?|investment (?:registration )?certificates|(?:investment )?certificates|licen[cs]es": "project",
        r"(?:industrial )?clusters|ICs?|industrial cluster": "cluster",
        r"(?:industrial )?(?:parks?|zones?)|IZs?|IPs?|IPs": "zone",
        r"ha|hectares?": "hectare",
        r"points?|scores?": "index_point",
        r"enterprises?|businesses|companies|firms|company|manufacturers|suppliers": "enterprise",
        r"workers?|labou?rers?|employees|people|jobs|labou?rs|persons?|staff": "person",
        r"(?:countries|nations|territories)": "country",
        r"times|fold": "times",
        r"years?(?: old)?": "year", r"months?": "month", r"days?": "day",
        r"square kilomet(?:re|er)s?|km2|sq\.? ?km": "square kilometre", r"kilomet(?:re|er)s?|km": "kilometre",
        r"tonn?es?|tons?": "tonne", r"met(?:re|er)s?": "metre",
        r"(?:percentage )?points": "point",
    },
    noun_modifiers=(
        r"(?!(?:have|has|had|of|in|with|and \d|to|from|by|for|which|that|who|are|were|is|was)\b)[A-Za-z][\w'’/-]*|\((?:FDI|IPs?|IZs?|DDI)\)"
    ),
    bounds={
        r"\b(?:over|more than|above|at least|exceed(?:ing|ed|s)?|upwards? of|in excess of|surpass(?:ing|ed|es)?|greater than|higher than|beyond|topp(?:ed|ing)|well over|just over|no less than)(?: (?:a total of|about))?": ">",
        r"\b(?:nearly|almost|under|less than|below|close to|just under|approaching|up to nearly|not quite|just short of|fewer than)": "<",
        r"(?:\b(?:about|around|some|approximately|approx\.?|roughly|estimated at about|circa|in the region of|or so)|~)": "~",
    },
    bounds_after={r"or more\b": ">", r"or so\b": "~", r"\+": ">"},
    months={
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
        "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
        "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    },
    abbreviations=r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Co|Ltd|Inc|Corp|U\.S|approx|vs|etc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])\.$",
    rank=(
        r"(?:"
        r"\b(?:rank(?:s|ed|ing)?|placed?|plac(?:es|ing)|stood|stands?|standing|came|comes|coming|jumped|climbed|finish(?:ed|es)|rated|position(?:ed)?|took|takes|hold(?:s|ing)?|held|puts? it|making it|came in|rose to|up to)\s+"
        r"(?:(?:it|bac ninh|the province|up|in|at|as|the|to|a|no\.?|number|country's|nation's|still|again|only|also)\s+){0,4}"
        r"(?P<n>\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)(?![\w'’-]|\s+(?:time|year|quarter|month|half|session|phase|party|congress|anniversary|day|edition|\d|nine|six|ten|three|two|four|five|seven|eight|eleven))"
        r"|(?P<n2>\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:place|position|rank|spot|nationwide|nationally|in (?:the )?(?:country|nation|whole country|(?:\w+\s+){0,2}(?:production value|output value|grdp|exports?|export|pci|fdi|gdp)\b)|out of (?:the )?6\d|of 6\d|among)"
        r"|(?P<n4>\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ](?:largest|biggest|highest|most)"
        r"|\b(?:ranked|rank|ranking|ranks)\s+(?:at\s+|the\s+)?(?:no\.?|number|#)?\s?(?P<n3>\d{1,2})(?!\d|st|nd|rd|th|[.,]\d|%)"
        r"|\b(?:ranked|ranking|ranks) (?:at )?(?:the )?top(?!\s+(?:\d|ten|five|three|two|among))"
        r"|\b(?:led|leads|leading|topped|tops|topping|top of) the (?:country|nation|whole country|list|national)"
        r"|\b(?:leading|top|first) position (?:in|of) the (?:country|nation)"
        r"|\b(?:largest|biggest|highest|most) (?:in|of) the (?:country|nation|whole country)"
        r")"
    ),
    rank_out=r"region|delta|top \d+|top (?:ten|five|three|two)|world|asean|per capita income|income per|growth rate|red river|north(?:ern)?\b",
    up=words(
        "up", "increase", "increased", "increases", "increasing", "rise", "rose", "risen", "rising", "grew", "grow", "grown",
        "growing", "growth", "higher", "gain", "gained", "jump", "jumped", "surge", "surged", "expanded", "expansion",
        "climbed", "more than the same", "above the", "better", "leap", "hike", "advanced", "improved", "soared", "added",
        "upturn", "rate of growth", "above", "more",
    ),
    down=words(
        "down", "decrease", "decreased", "decreases", "decreasing", "fell", "fall", "fallen", "falling", "drop", "dropped",
        "decline", "declined", "declines", "declining", "lower", "reduced", "reduction", "contracted", "contraction", "shrank", "slid",
        "slipped", "dipped", "loss", "lost", "less than the same", "minus", "negative", "plunged",
    ),
    growth=words("growth", "growth rate", "increase of", "rise of", "economic growth"),
    level_verb=words("to", "reach", "reached", "reaching", "reaches", "at", "stood at", "totalled", "totaled", "hit", "amounted to", "came to"),
    month_on_month=words(
        "month-on-month", "month on month", "mom", "previous month", "the month before", "last month", "month earlier",
        "preceding month", "quarter-on-quarter", "previous quarter", "the quarter before", "preceding quarter", "monthly basis",
        "compared to the previous month", "the prior month", "a month earlier", "last quarter",
    ),
    year_on_year=words(
        "year-on-year", "year on year", "yoy", "y/y", "same period", "a year earlier", "year earlier", "previous year",
        "last year", "annually", "annual", "over the year", "a year ago", "the year before", "same month", "against last year",
        "compared with 20\\d\\d", "compared to 20\\d\\d",
    ),
    compare=(
        r"(?:\b(?:compared (?:with|to)|against|over|versus|vs\.?|than(?: in)?|relative to|comparing (?:with|to)|in comparison (?:with|to)|year-on-year from|that of|equal to|as much as in|higher than|lower than|from)"
        r"(?:\s+(?:the|that|those|figure|figures|value|in|of|for|end))*\s*)$"
    ),
    share=words(
        "account for", "accounts for", "accounted for", "accounting for", "make up", "makes up", "made up", "making up",
        "share", "shares", "proportion", "occupying", "occupied", "occupies", "representing", "represented", "represents",
        "contributes", "contributed", "contributing", "constitutes", "constituting", "composed", "composition", "structure", "equal to", "equivalent to",
        "part of", "out of", "comprising", "comprised", "percentage", "density", "proportions", "of the province's", "of the total",
    ),
    plan_share=r"of (?:the |its |their )?(?:(?:year(?:ly|['’]s)?|annual|set|whole[- ]year|full[- ]year|assigned)[- ]?\s*)*(?:plan|target|estimate|goal|budget estimate)|(?:the|its) (?:plan|target)|the (?:year|year's) (?:plan|target)|(?:above|over|higher than|exceed\w*|beyond|against|compared (?:with|to)|surpass\w*) (?:the )?(?:\w+ ){0,2}(?:estimates?|targets?|plans?|projections?|goals?)|yearly plan|projection|of the plan|compared (?:to|with) the plan",
    contribution=words("percentage points?", "percent points?", "points?", "contributing", "basis points?"),
    estimate=words("estimated", "estimate", "estimates", "estimatedly", "an estimated", "it is estimated", "is put at", "estimation"),
    target=words(
        "target", "targets", "targeted", "targeting", "plan to", "plans to", "planned to", "planning to", "aim", "aims", "aimed", "aiming", "strive", "strives", "striving",
        "expected", "expects", "expect", "forecast", "projected", "will", "goal", "goals", "set to", "hopes", "hope to", "is to", "are to", "should",
        "by 2030", "wants", "want", "would", "predicted", "striven", "objective", "anticipated", "sets",
    ),
    preliminary=words("preliminary", "provisional"),
    times=r"(?:(?P<n>\d+(?:[.,]\d+)?)[- ]?(?:times|-?fold)|\b(?:doubl|tripl|quadrupl)\w+|\b(?:twice|two-?fold))",
    new=words(
        "new", "newly", "newly-registered", "newly-licensed", "newly registered", "newly licensed", "newly granted", "licensed", "granted", "licences", "licenses",
        "registered", "issued", "first-time", "freshly", "green light", "new investment", "certificates", "approved",
    ),
    weak_new=words("licensed", "granted", "licences", "licenses", "registered", "issued", "certificates", "approved", "green light"),
    adjusted=words(
        "adjusted", "readjusted", "re-adjusted", "adjusting", "adjust", "adjustment", "adjustments", "additional", "additionally", "supplemented", "supplementary", "existing", "existed", "increase their capital", "increased capital",
        "capital increase", "capital increases", "raise their capital", "raised their capital", "raising their capital", "expand", "expanded", "expansion", "expansions", "capital hikes?",
        "add capital", "added", "add", "raising capital", "increase capital", "increasing capital", "top up", "increase in capital", "more capital", "operational projects",
    ),
    stock=words(
        "valid", "active", "in force", "accumulated", "accumulative", "cumulative", "cumulatively", "so far", "to date", "currently", "up to now", "until now", "in effect",
        "home to", "at home", "operating", "in operation", "up to the present", "accumulation", "to this day", "operational", "altogether", "effective", "hosts", "current", "since its? (?:was )?re-?establish\\w*",
        "re-?established", "all told", "until the present", "began", "started with", "from \\d+ countries", "there were only",
    ),
    attracted=words(
        "attract", "attracts", "attracted", "attracting", "attraction", "attractions", "lure", "lured", "luring", "lures", "drew", "draw", "drawn", "draws", "drawing", "pulled in", "FDI inflows?", "inflows?", "came to", "received", "receive", "receives",
        "flows to", "flowed", "poured", "pouring", "secured", "recipient", "wooed", "call(?:ed|ing)? (?:for )?investment", "mobilised", "fdi capital", "garnered", "raked in", "foreign investment", "destination",
    ),
    disbursed=words("disbursed", "disbursement", "disburse", "disbursements", "implemented capital", "implementation capital", "realised capital", "realized capital", "capital implemented", "implemented"),
    excluded_event=words(
        "revoked", "revocation", "withdrawn", "withdrew", "terminated", "dissolved", "suspended", "share purchases?", "stake purchases?", "capital contributions?(?: and)?", "bought shares", "shares", "stakes?",
        "ceased", "returned to operation", "resumed", "resuming", "bankrupt", "liquidated", "dissolution", "suspension", "closed down", "inactive", "suspending", "return to operation", "changing", "limited companies", "limited", "joint stock", "partnership", "dissolving",
    ),
    foreign=words(
        "fdi", "foreign(?! (?:markets?|trade|countries|currency|exchange|affairs|partners|experts|languages?))", "foreign-invested", "foreign direct investment", "foreign investors?", "foreign-funded", "foreign investment", "overseas",
        "foreign-owned", "foreign capital",
    ),
    domestic=words("domestic(?! (?:product|revenue|market|goods))", "domestically", "ddi", "domestic investment", "domestic investors", "vietnamese enterprises", "domestic projects?"),
    state=words("state-owned", "state sector", "state economic sector", "state enterprises", "the state sector"),
    non_state=words("non-state", "private sector", "private enterprises", "private", "non state"),
    in_zones=words(
        "in industrial (?:zones|parks)", "secondary (?:investment )?projects", "(?:in|within|inside|at|for) (?:the |its |local |concentrated |these |all |bac ninh |bac ninh['’]s |the province['’]s |bac ninh province['’]s )*(?:industrial |ip|iz)?(?:zones|parks|izs|ips)", "integrated industrial parks", "the industrial (?:zones|parks) of",
        "industrial zones?['’]? authority", "industrial zones? management", "izs? authority", "management board of (?:bac ninh )?(?:industrial|ips?|izs?)", "industrial parks?['’]? (?:management|authority)", "of (?:the )?industrial (?:zones|parks)",
        "industrial zones authority", "into (?:the )?(?:industrial )?(?:zones|parks|ips|izs)", "enterprises in (?:the )?(?:ips|izs)",
    ),
    in_clusters=words("in industrial clusters", "in (?:the )?(?:industrial )?clusters", "of (?:the )?industrial clusters", "(?:in|of) ics"),
    operating=words("operation", "operating", "operational", "operate", "operated", "into use", "running", "put into operation", "started", "active", "in use", "up and running", "at work", "open"),
    established=words("established", "establishment", "set up", "formed", "founded", "decisions? on establishment"),
    home=words("bac ninh", "bắc ninh", "the province", "province['’]s", "provincial", "the locality", "this province", "locally", "local"),
    home_name=r"\bbac\s?ninh\b|bắc\s+ninh",
    nation=words("viet ?nam", "vietnam['’]s", "viet nam['’]s", "the country", "country['’]s", "the nation", "nation['’]s", "national", "nationwide", "whole country", "our country", "nationally", "the whole nation"),
    part_of_nation=(
        r"(?:\b(?:in|of|across|throughout|within|among|by|out of)\s+(?:all\s+)?(?:the\s+)?(?:whole\s+)?(?:entire\s+)?|\b(?:rank\w*|place\w*|position|largest|biggest|highest|lead\w*|top\w*|spot|average|third|second|first|\d(?:st|nd|rd|th))\s+(?:\w+\s+){0,3})$"
    ),
    elsewhere=words(
        _OTHER_PROVINCES, "bac giang", "bắc giang", "(?-i:[A-Z]\\w+(?: [A-Z]\\w+)* (?:[Dd]istrict|[Tt]own|[Cc]ommune|[Ww]ard))", "bac ninh city", "tu son", "thuan thanh", "tien du", "yen phong", "que vo", "gia binh", "luong tai", "(?-i:VSIP)(?: bac ninh)?",
        "(?-i:(?:[A-Z][\\w-]+ )+(?:Industrial )?(?:Park|Zone|IP|IZ))(?! Authority)", "tien son", "dai dong", "hanaka", "hap linh", "the world", "world(?:'s|wide)", "global",
        "kinh bac",
    ),
    not_subject=r"\b(?:after|behind|following|than|ahead of|overtak\w+|surpass\w+|exceed\w+|to|from|between|over|with|near|bordering|such as|including|like|except|outside|besides|beyond|second to|neighbou?ring|together with|merge\w* with|and)\s+(?:the\s+|only\s+|even\s+|new\s+)?(?:(?:[A-Z]\w+\s?){1,3}(?:City|city|province)?,?\s*(?:and\s+)?)*$",
    company=words(
        "(?-i:Samsung)\\w*", "sam sung", "canon", "foxconn?", "nokia", "microsoft", "amkor", "hanwha", "hyosung", "goertek", "luxshare", "pepsico", "lg display", "orion", "sumitomo", "abb", "tyco", "victory giant",
        "(?-i:(?:[A-Z][\\w&-]+ )+(?:Co|Company|Group|Corporation|Corp|JSC|Ltd|Inc|Limited|Electronics|Vina|Holdings))", "(?-i:Group|Corporation)", "its (?:total |registered |investment )*capital(?= to| by)", "each project", "the company", "the group", "the plant", "the factory", "a project", "this project", "the project", "each enterprise",
    ),
    merged=words("new bac ninh", "after the merger", "following the merger", "merged", "merger with bac giang", "post-merger", "merging"),
    former=words("former bac ninh", "old bac ninh", "before the merger", "pre-merger", "bac ninh \\(old\\)", "prior to the merger", "the old province"),
    price_bases={
        r"1994(?: constant)? (?:constant |comparable |comparative |fixed )?prices?|(?:constant|fixed|comparative|comparable)(?: prices?)?[^.]{0,15}\b1994\b|prices? (?:of|in) 1994": "constant_1994",
        r"2010(?: constant)? (?:constant |comparable |comparative |fixed )?prices?|(?:constant|fixed|comparative|comparable|comparision|comparison)(?: prices?)?[^.]{0,15}\b2010\b|prices? (?:of|in|for)(?: the year)? 2010": "constant_2010",
        r"(?:constant|fixed|comparative|comparable)(?: prices?)?[^.]{0,15}\b2020\b|2020 (?:constant|comparable) prices?": "constant_2020",
        r"(?:current|actual|prevailing|existing|today['’]s) (?:market )?prices?": "current",
    },
    converted=r"(?:[^;.()]{0,40}\b(?:equivalent to|equal to|equalling)\s*(?:(?:about|around|approximately|nearly|over|some)\s*)?|\s*,?\s*(?:\(|\bor\b|,)\s*(?:(?:which is |equal to|equals|equivalent to|equivalent|or|approx\.?|approximately|about|around|nearly|over|more than|roughly|some|i\.e\.?|~|≈|=|to|almost)\s*)*)$",
    activities={
        r"electronics?(?: and (?:optical|computer)\w*)?(?: products?| components?| industry| industries| sector| production)?|electronic products|computers?,? electronic|electronic, computer|manufactur\w+ of electronic\w*": "C26",
        r"electrical equipment|electric(?:al)? appliances": "C27",
        r"food process\w*|food production|manufactur\w+ of food": "C10", r"beverages?|drinks?": "C11", r"tobacco": "C12", r"textiles?": "C13",
        r"garments?|apparel|costumes?|wearing": "C14", r"leather": "C15", r"paper(?! work)": "C17", r"printing": "C18", r"chemicals?": "C20", r"pharmaceutic\w*|medicine": "C21",
        r"rubber|plastics?": "C22", r"non-metallic": "C23", r"basic metals?|metallurgy|metal production|metal manufactur\w*": "C24", r"(?:fabricated|prefabricated) metal\w*|metal products?": "C25", r"machinery(?: and equipment)?": "C28",
        r"motor vehicles?|automobiles?": "C29", r"furniture|beds, wardrobes\w*": "C31",
        r"(?:manufacturing and processing|processing and manufacturing|process\w*,? and manufactur\w*|manufacturing[- ]processing|processing[- ]manufacturing|processing,? manufacturing|manufacturing,? processing|manufacturing (?:sector|industry)|processing industry)": "C",
        r"mining|quarrying|exploitation industry": "B", r"electricity|power (?:production|generation)|production and distribution of electricity": "D", r"water supply|waste (?:management|treatment)|water and waste": "E",
        r"industry (?:and|-|–|&) construction|industry,? construction|industrial and construction|industry[- ]construction|industrial[-–] ?construction": "industry_construction",
        r"support(?:ing)? industr\w+|supporting": "supporting", r"digital economy": "digital", r"high-?tech(?:nology)?(?: industrial)?(?: products?| industr\w+| sector)?|hi-tech": "high_tech",
    },
    countries={
        r"south\s+korea(?:n)?s?|republic of korea|\brok\b|\bkoreans?\b|\bkorea\b": "KR", r"japan(?:ese)?": "JP", r"china(?!\s*\(taiwan)|chinese|mainland china": "CN", r"taiwan(?:ese)?(?: \(china\))?": "TW",
        r"singapore(?:an)?s?": "SG", r"hong\s?kong": "HK", r"\b(?:the )?united states\b|\bU\.?S\.?A\b|\bthe US\b|\bAmerican?\b|(?-i:\bUS\b)(?!\s?\$)": "US", r"germany|german": "DE", r"netherlands|dutch": "NL",
        r"malaysian?": "MY", r"thai(?:land)?": "TH", r"british virgin islands?|\bBVI\b": "VG", r"samoa": "WS", r"cayman(?: islands)?": "KY", r"france|french": "FR", r"finland|finnish": "FI", r"the eu\b|europe\w*": "EU",
    },
    per_capita=words("per capita", "per head", "per person", "a head", "average per capita"),
    other_subject=words(
        "retails?", "retail sales", "services?", "tourism", "agricultur\\w+", "poverty", "poor households?", "crops?", "rice", "livestock", "fishery", "aquaculture", "forestry", "schools?", "students?", "consumer price index", "cpi", "inflation", "vaccin\\w+", "roads?", "houses?", "credit", "loans?", "deposits?", "social insurance",
        "income per capita", "per capita income", "average income", "communes", "new rural", "births?", "expenditures?", "spending", "domestic revenue", "customs", "import-export tax", "social investment", "social capital", "public investment", "gdp", "output of", "cargo", "freight", "transport\\w*", "unemployment", "urbanisation", "urbanization", "population", "apartments?", "social housing", "infrastructure", "rents?", "rental", "salary", "wages?",
    ),
    industry_words=words("industr\\w+", "export\\w*", "import\\w*", "invest\\w*", "fdi", "grdp", "capital", "enterprises?", "zones?", "clusters?", "production", "budget", "workers?"),
)
