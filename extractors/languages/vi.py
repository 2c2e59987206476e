"""Vietnamese, as the statistics offices, portals and press write it."""

from __future__ import annotations

from decimal import Decimal

from extractors.languages.base import Language, words

_K, _M, _B = Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9

_OTHER_PROVINCES = (
    r"(?:an giang|bà rịa|vũng tàu|bắc kạn|bạc liêu|bến tre|bình định|bình dương|bình phước|bình thuận|cà mau|cần thơ"
    r"|cao bằng|đà nẵng|đắk lắk|đắk nông|điện biên|đồng nai|đồng tháp|gia lai|hà giang|hà nam|hà tĩnh|hải dương"
    r"|hải phòng|hậu giang|hòa bình|hưng yên|khánh hòa|kiên giang|kon tum|lai châu|lâm đồng|lạng sơn|lào cai|long an"
    r"|nam định|nghệ an|ninh bình|ninh thuận|phú thọ|phú yên|quảng bình|quảng nam|quảng ngãi|quảng ninh|quảng trị"
    r"|sóc trăng|sơn la|tây ninh|thái bình|thái nguyên|thanh hóa|thanh hoá|thừa thiên[- ]huế|tiền giang|trà vinh|tuyên quang"
    r"|vĩnh long|vĩnh phúc|yên bái|hà nội|(?:tp\.?\s?|thành phố )?hồ chí minh|tp\.? ?hcm|tphcm)"
)

LANGUAGE = Language(
    code="vi",
    number_style="comma_decimal",
    magnitudes={
        "nghìn": _K, "ngàn": _K, "triệu": _M, "tỷ": _B, "tỉ": _B, "nghìn tỷ": _K * _B, "ngàn tỷ": _K * _B, "nghìn tỉ": _K * _B,
        "triệu tỷ": _M * _B, "triệu tỉ": _M * _B, "vạn": Decimal(10) ** 4, "trăm": Decimal(100),
    },
    numerals={
        "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
        "mười ba": 13, "mười bốn": 14, "mười lăm": 15, "mười sáu": 16, "mười bảy": 17, "mười tám": 18, "mười chín": 19, "hai mươi": 20,
    },
    ordinals={"nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
    currency_before={r"(?:US|USD)\s?\$": "USD", r"US\s?\$": "USD", r"USD": "USD", r"\$": "USD", r"VN[DĐ]": "VND", r"€": "EUR"},
    currency_after={
        r"(?:đô[- ]?la)(?:\s+Mỹ)?(?!\w)": "USD", r"USD(?!\w)": "USD", r"US\$": "USD", r"\$(?!\w)": "USD", r"VN[DĐ](?!\w)": "VND",
        r"(?:đồng|đ)(?!\w)": "VND", r"euro(?!\w)": "EUR", r"yên(?!\w)": "JPY",
    },
    nouns={
        r"(?:lượt )?dự án|giấy chứng nhận|GCN\w*|DA": "project",
        r"cụm công nghiệp|CCN|cụm": "cluster",
        r"khu công nghiệp|KCN|khu": "zone",
        r"ha|héc[- ]?ta|hecta": "hectare",
        r"điểm": "index_point",
        r"doanh nghiệp|DN|công ty|nhà đầu tư|cơ sở": "enterprise",
        r"lao động|người|công nhân|việc làm": "person",
        r"(?:quốc gia|nước)": "country",
        r"lần": "times", r"năm": "year", r"tháng": "month", r"ngày": "day", r"km2|km²": "square kilometre", r"km": "kilometre", r"tấn": "tonne",
        r"lượt": "turn",
    },
    noun_modifiers=r"là|số|lượt|đề án",
    bounds={
        r"(?:\b(?:hơn|trên|vượt|quá|tối thiểu|ít nhất|từ hơn|vượt mốc|vượt qua|không dưới)(?: mức)?(?: con số)?|>)": ">",
        r"(?:\b(?:gần|dưới|ngót|suýt soát|sát|chưa đầy|chưa đến|chưa tới|không đến)|<)": "<",
        r"(?:\b(?:khoảng|chừng|độ|xấp xỉ|ước khoảng|tầm|cỡ)|~)": "~",
    },
    bounds_after={r"trở lên\b": ">"},
    months={
        "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
    },
    abbreviations=r"\b(?:TP|Tp|TS|ThS|PGS|GS|KTS|ĐT|v\.v|St|Mr)\.$",
    rank=(
        r"(?:(?:xếp|đứng|xếp hạng|hạng|vị trí|ở vị trí|ngôi|thứ hạng|giữ vị trí|vươn lên)\s+(?:ở\s+)?(?:vị trí\s+)?(?:hàng\s+)?(?:(?:thứ|hạng)\s+)?(?P<n>\d{1,2}|nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)(?:/63)?"
        r"|(?:xếp|đứng|đứng ở|giữ)?\s*(?:vị trí\s+)?(?:thứ|hạng)\s+(?P<n2>\d{1,2}|nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)(?:\s+(?:cả nước|toàn quốc|trong cả nước|trên toàn quốc|trong 63|/63))"
        r"|(?:dẫn đầu|đứng đầu|đầu bảng|quán quân|ngôi đầu|số một|lớn nhất|nhiều nhất|cao nhất|đứng đầu bảng)(?=[^.;]{0,25}(?:cả nước|toàn quốc|hút vốn))"
        r"|(?P<n3>á quân)"
        r")"
    ),
    rank_out=r"vùng|khu vực|đồng bằng|miền bắc|phía bắc|top|tốp|nhóm \d|tốc độ|thế giới|thu nhập|trong \d+ tỉnh|phía Bắc",
    up=words(
        "tăng", "tăng trưởng", "tăng thêm", "cao hơn", "nhiều hơn", "hơn", "vượt", "nhích", "nhích lên", "nâng thêm", "thêm", "đi lên", "lớn thêm", "bứt", "bật", "dương", "lên", "mở rộng", "cộng thêm", "nhỉnh hơn", "trội hơn", "đi nhanh",
    ),
    down=words("giảm", "giảm sút", "hụt", "kém", "thấp hơn", "sụt", "âm", "ít hơn", "tụt", "lùi", "sụt giảm", "co lại", "thụt", "mất", "kéo lùi", "đi lùi", "hao"),
    growth=words("tốc độ tăng", "tốc độ tăng trưởng", "tăng trưởng", "mức tăng", "tăng trưởng kinh tế", "nhịp tăng"),
    level_verb=words("đạt", "lên", "còn", "ở mức", "xuống", "tới", "lên đến", "lên tới"),
    month_on_month=words("tháng trước", "tháng liền trước", "quý trước", "quý liền trước", "tháng trước đó", "so với tháng \\d{1,2}(?!/20)", "quý I(?=\\s+\\d+)", "tháng kề trước"),
    year_on_year=words("cùng kỳ", "năm trước", "cùng tháng", "năm ngoái", "cùng quý", "năm liền trước", "cùng kì", "so với năm 20\\d\\d", "một năm trước"),
    compare=(
        r"(?:(?:so (?:với|cùng|cả)|so|bằng|hơn|kém|cùng kỳ|cùng tháng|đặt cạnh|cùng kì|cùng quý|gấp \S+ lần|kế hoạch|như)(?:\s+(?:kỳ|của|với|thời điểm|mức|cuối|cùng|kỳ|tháng|con số|cả|đầu))*\s*)$"
    ),
    share=words("làm ra", "tạo ra", "chiếm", "chiếm tỷ trọng", "tỷ trọng", "cơ cấu", "tương đương", "đóng góp", "bằng", "tỷ lệ", "ứng với", "phần", "góp", "tỉ trọng", "giữ"),
    plan_share=r"kế hoạch|dự toán|chỉ tiêu|mục tiêu|KH năm|nghị quyết",
    contribution=words("điểm phần trăm", "điểm %", "điểm"),
    estimate=words("ước", "ước đạt", "ước tính", "ước thực hiện", "ước khoảng", "ước cả năm", "ước còn"),
    target=words(
        "mục tiêu", "kế hoạch", "phấn đấu", "dự kiến", "dự báo", "sẽ", "chỉ tiêu", "đặt ra", "kỳ vọng", "hướng tới", "đặt mục tiêu", "định hướng", "đích", "phương hướng", "chỉ tiêu đặt ra", "dự tính", "quyết tâm", "tự đặt",
    ),
    preliminary=words("sơ bộ"),
    times=r"(?:(?:gấp|bằng|tăng|hơn)\s+(?:\w+\s+){0,3}?(?P<n>\d+(?:,\d+)?)\s+lần|gấp đôi|gấp ba|gấp rưỡi|(?P<n2>\d+(?:,\d+)?)\s+lần)",
    new=words("cấp mới", "mới", "đăng ký mới", "đăng ký cấp mới", "dự án mới", "thành lập mới", "cấp phép mới", "được cấp", "cấp giấy chứng nhận", "cấp phép", "đăng ký đầu tư mới", "thu hút mới", "trao giấy chứng nhận", "cấp đăng ký"),
    weak_new=words("được cấp", "cấp giấy chứng nhận", "cấp phép", "trao giấy chứng nhận", "cấp đăng ký"),
    adjusted=words("điều chỉnh", "tăng vốn", "bổ sung", "điều chỉnh tăng vốn", "vốn tăng thêm", "mở rộng", "tăng thêm", "điều chỉnh vốn", "nâng vốn", "phần tăng thêm", "phần vốn bổ sung", "rót thêm"),
    stock=words(
        "còn hiệu lực", "lũy kế", "luỹ kế", "đến nay", "hiện có", "tính đến", "hiện nay", "tổng số dự án", "đang hoạt động", "hiện tại", "cộng dồn", "đã có", "hiệu lực", "tới nay", "hiện", "đã thu hút được", "tính tới", "cho đến nay", "đang có", "cho tới nay", "kể từ khi tái lập", "gộp lại",
    ),
    attracted=words("thu hút", "hút vốn", "thu hút đầu tư", "thu hút vốn", "thu hút FDI", "rót", "dòng vốn", "đổ vào", "vốn FDI vào", "hút", "tổng vốn đăng ký cấp mới và", "kêu gọi", "vốn FDI đăng ký", "rót vào", "tìm về", "đầu tư nước ngoài vào", "đón", "đăng ký cấp mới và điều chỉnh"),
    disbursed=words("giải ngân", "vốn thực hiện", "thực hiện vốn", "vốn đầu tư thực hiện", "vốn FDI thực hiện"),
    excluded_event=words(
        "thu hồi", "chấm dứt", "giải thể", "tạm ngừng", "tạm dừng", "góp vốn", "mua cổ phần", "hoạt động trở lại", "quay trở lại", "ngừng hoạt động", "phá sản", "mua phần vốn góp", "rút lui", "trở lại hoạt động", "dừng hoạt động", "bỏ địa chỉ", "TNHH", "công ty cổ phần",
    ),
    foreign=words("fdi", "đầu tư nước ngoài", "đầu tư trực tiếp nước ngoài", "vốn nước ngoài", "vốn ngoại", "có vốn đầu tư nước ngoài", "nhà đầu tư nước ngoài", "ngoài nước", "nhà đầu tư ngoại", "ngoại", "ĐTNN", "nước ngoài"),
    domestic=words("trong nước", "DDI", "vốn nội", "doanh nghiệp nội"),
    state=words("kinh tế nhà nước", "khu vực nhà nước", "doanh nghiệp nhà nước", "nhà nước trung ương"),
    non_state=words("ngoài nhà nước", "ngoài quốc doanh", "tư nhân"),
    in_zones=words(
        "(?:vào|trong|tại|ở|của) (?:các )?(?:khu công nghiệp|kcn)", "các khu công nghiệp(?=[^.]{0,20}(?:thu hút|cấp))", "các kcn", "ban quản lý (?:các )?(?:khu công nghiệp|kcn)", "bql (?:các )?kcn", "doanh nghiệp (?:trong )?kcn", "trong khu công nghiệp", "rót vào khu công nghiệp", "vào khu công nghiệp",
    ),
    in_clusters=words("(?:vào|trong|tại|ở|của) (?:các )?(?:cụm công nghiệp|ccn)", "các ccn"),
    operating=words("hoạt động", "vận hành", "chạy", "đi vào hoạt động", "đang sản xuất"),
    established=words("thành lập", "được thành lập", "đã thành lập", "có quyết định thành lập"),
    home=words("bắc ninh", "tỉnh", "toàn tỉnh", "cả tỉnh", "trên địa bàn", "địa phương", "toàn ngành"),
    home_name=r"bắc\s+ninh|\bbac\s?ninh\b",
    nation=words("cả nước", "toàn quốc", "việt nam", "vietnam", "nước ta", "quốc gia", "bình quân chung", "toàn nền kinh tế"),
    part_of_nation=r"(?:\b(?:trong|của|trên|khắp|so với|nhất|đầu|thứ|hạng|bằng|bình quân)\s+(?:\w+\s+){0,2}|\b(?:nhì|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|\d+)\s+)$",
    elsewhere=words(
        _OTHER_PROVINCES, "bắc giang", "huyện \\w+(?: \\w+)?", "(?-i:thị xã [A-ZĐ]\\w+)", "tp\\.? bắc ninh", "thành phố bắc ninh", "từ sơn", "thuận thành", "tiên du", "yên phong", "quế võ", "gia bình", "lương tài", "thế giới",
        "(?-i:(?:KCN|CCN|Khu công nghiệp|khu công nghiệp|cụm công nghiệp|Cụm công nghiệp) (?:VSIP|[A-ZĐ]\\w+))", "vsip",
    ),
    not_subject=r"(?:\b(?:sau|kém|hơn|sau khi|trên|dưới|vượt|gồm|như|giáp|sáp nhập|với|và|đứng trên|ngoài|cùng|từ|đứng sau|chỉ sau|hợp nhất|gần)\s+(?:cả\s+|tỉnh\s+|thành phố\s+|tp\.?\s*)*(?:[A-ZĐ]\w+\s?){0,4}(?:,\s*)?(?:[A-ZĐ]\w+\s?){0,4}(?:và\s+)?)$",
    company=words(
        "(?-i:Samsung)\\w*", "canon", "foxconn", "nokia", "microsoft", "amkor", "hanwha", "goertek", "luxshare", "(?-i:(?:Công ty|Tập đoàn|công ty|tập đoàn|Cty) (?:TNHH |cổ phần |CP )?[A-ZĐ]\\w+)", "dự án này", "nhà máy", "công ty này", "hãng", "mỗi dự án", "tập đoàn này",
    ),
    merged=words("bắc ninh \\(mới\\)", "sau sáp nhập", "sau khi sáp nhập", "sau hợp nhất", "nay chung"),
    former=words("bắc ninh \\(cũ\\)", "bắc ninh cũ", "trước sáp nhập", "trước khi sáp nhập", "trước hợp nhất", "tỉnh cũ"),
    price_bases={
        r"giá (?:so sánh|cố định)?\s*(?:năm )?\(?\s*1994": "constant_1994",
        r"(?:giá )?(?:so sánh|ss|cố định|gốc)\s*\(?\s*(?:năm )?\s*2010|giá (?:năm )?2010": "constant_2010",
        r"(?:giá )?(?:so sánh|ss|cố định|gốc)\s*\(?\s*(?:năm )?\s*2020|giá (?:năm )?2020": "constant_2020",
        r"(?:giá )?(?:hiện hành|thực tế)|giá hh": "current",
    },
    converted=r"(?:[^;.()]{0,40}\b(?:tương đương|tương ứng)\s*(?:(?:với|khoảng|gần|hơn|trên)\s*)*|\s*,?\s*(?:\(|,|hay|tức)\s*(?:(?:tương đương|tương ứng|khoảng|gần|hơn|trên|tức|bằng|xấp xỉ|với|~|≈|=|quy đổi)\s*)*)$",
    activities={
        r"(?:sản xuất )?(?:sản phẩm |hàng |linh kiện |thiết bị )?điện tử(?:,? máy vi tính)?(?: và (?:sản phẩm )?quang học)?": "C26", r"thiết bị điện(?! tử)": "C27", r"chế biến thực phẩm|thực phẩm": "C10", r"đồ uống": "C11", r"thuốc lá": "C12",
        r"dệt(?! may)": "C13", r"trang phục|may mặc": "C14", r"(?:sản phẩm )?da (?:và|giày)": "C15", r"giấy(?! chứng| phép| đăng)": "C17", r"in(?:,| ấn) sao chép|in ấn": "C18", r"hóa chất|hoá chất": "C20",
        r"thuốc,? (?:hóa|hoá) dược|dược liệu": "C21", r"cao su|plastic|nhựa": "C22", r"phi kim": "C23", r"sản xuất kim loại|luyện kim": "C24", r"kim loại đúc sẵn|cấu kiện kim loại|sản phẩm từ kim loại": "C25", r"máy móc,? thiết bị": "C28",
        r"xe có động cơ|ô tô": "C29", r"giường,? tủ": "C31",
        r"(?:công nghiệp )?chế biến,? chế tạo|CBCT|chế biến,? chế tạo": "C", r"khai khoáng|khai thác mỏ": "B", r"(?:sản xuất|phân phối)(?: và phân phối)? điện|điện, khí đốt": "D", r"cung cấp nước|rác thải|nước thải": "E",
        r"công nghiệp (?:-|–|và) xây dựng|CN ?- ?XD|CNXD|công nghiệp,? xây dựng": "industry_construction", r"công nghiệp hỗ trợ|CNHT": "supporting", r"kinh tế số": "digital", r"công nghệ cao": "high_tech",
    },
    countries={
        r"hàn quốc": "KR", r"nhật bản|nhật": "JP", r"trung quốc": "CN", r"đài loan": "TW", r"singapore|xin-ga-po": "SG", r"hồng kông|hong ?kong|hồng công": "HK", r"hoa kỳ|(?-i:\bMỹ\b)": "US", r"đức": "DE", r"hà lan": "NL", r"thái lan": "TH", r"ma-?lai-?xi-?a|malaysia": "MY",
    },
    per_capita=words("bình quân đầu người", "trên đầu người", "đầu người", "bình quân/người", "mỗi người"),
    other_subject=words(
        "bán lẻ", "dịch vụ", "du lịch", "nông nghiệp", "nông, lâm", "thủy sản", "hộ nghèo", "lúa", "chăn nuôi", "trường", "học sinh", "chỉ số giá", "cpi", "lạm phát", "dân số", "tín dụng", "dư nợ", "huy động vốn", "bảo hiểm", "thu nhập", "chi ngân sách", "thu nội địa", "hải quan", "vốn đầu tư toàn xã hội", "vốn đầu tư công", "vận tải", "hành khách", "hàng hóa vận chuyển", "nông thôn mới", "thuế sản phẩm", "nhà ở", "doanh thu", "sử dụng lao động", "đàn lợn", "sản phẩm chủ lực", "giá đất", "giá thuê", "diện tích sàn", "NLTS", "thất nghiệp", "đầu tư công", "tiêu dùng", "chỉ số sử dụng lao động",
    ),
    industry_words=words("công nghiệp", "xuất khẩu", "nhập khẩu", "đầu tư", "fdi", "grdp", "vốn", "doanh nghiệp", "kcn", "ccn", "sản xuất", "ngân sách", "lao động"),
)
