"""The units of three offices as their plans name them: code, name, kind, what they belong to."""

Line = tuple[str, str, str, str]

CENTRAL: tuple[Line, ...] = (("TWD", "Trung ương Đoàn", "trung ương", ""),)
KIEN_GIANG: tuple[Line, ...] = (
    ("KG", "Tỉnh đoàn Kiên Giang", "tỉnh đoàn", "TWD"),
    ("KG-VP", "Văn phòng Tỉnh đoàn Kiên Giang", "văn phòng", "KG"),
    ("KG-TCKT", "Ban Tổ chức – Kiểm tra Tỉnh đoàn Kiên Giang", "ban", "KG"),
    ("KG-TG", "Ban Tuyên giáo Tỉnh đoàn Kiên Giang", "ban", "KG"),
    ("KG-RG", "Thành đoàn Rạch Giá", "thành đoàn", "KG"),
    ("KG-AB", "Huyện đoàn An Biên", "huyện đoàn", "KG"),
    ("KG-DN", "Đoàn Khối Doanh nghiệp tỉnh Kiên Giang", "đoàn trực thuộc", "KG"),
    ("KG-CD", "Đoàn Trường Cao đẳng Cộng đồng Kiên Giang", "đoàn trực thuộc", "KG"),
    ("KG-RG-VL", "Đoàn phường Vĩnh Lạc", "đoàn phường", "KG-RG"),
    ("KG-AB-DT", "Đoàn xã Đông Thái", "đoàn xã", "KG-AB"),
    ("KG-AB-NY", "Đoàn xã Nam Yên", "đoàn xã", "KG-AB"),
    ("KG-AB-CB", "Đoàn cơ sở Xí nghiệp chế biến An Biên", "đoàn cơ sở", "KG-AB"),
    ("KG-TU", "Tỉnh ủy Kiên Giang", "cấp ủy", "KG"),
    ("KG-HDND", "Hội đồng nhân dân tỉnh Kiên Giang", "hđnd", "KG"),
    ("KG-UBND", "Ủy ban nhân dân tỉnh Kiên Giang", "ubnd", "KG"),
    ("KG-MTTQ", "Ủy ban Mặt trận Tổ quốc tỉnh Kiên Giang", "mttq", "KG"),
    ("KG-DV", "Ban Dân vận Tỉnh ủy Kiên Giang", "cơ quan khác", "KG"),
    ("KG-PN", "Hội Liên hiệp Phụ nữ tỉnh Kiên Giang", "đoàn thể", "KG"),
    ("KG-AB-HU", "Huyện ủy An Biên", "cấp ủy", "KG-AB"),
    ("KG-AB-UB", "Ủy ban nhân dân huyện An Biên", "ubnd", "KG-AB"),
    ("KG-AB-NV", "Phòng Nội vụ huyện An Biên", "cơ quan khác", "KG-AB"),
    ("KG-RG-TU", "Thành ủy Rạch Giá", "cấp ủy", "KG-RG"),
    ("KG-DT-DU", "Đảng ủy xã Đông Thái", "cấp ủy", "KG-AB-DT"),
)
PARTY_BLOCK: tuple[Line, ...] = (
    ("HCM", "Thành đoàn Thành phố Hồ Chí Minh", "thành đoàn", "TWD"),
    ("HCM-TG", "Ban Tuyên giáo Thành đoàn", "ban", "HCM"),
    ("HCM-CNLD", "Ban Công nhân Lao động Thành đoàn", "ban", "HCM"),
    ("HCM-TC", "Ban Tổ chức Thành đoàn", "ban", "HCM"),
    ("HCM-KT", "Ban Kiểm tra Thành đoàn", "ban", "HCM"),
    ("DCD", "Đoàn Khối Dân – Chính – Đảng Thành phố", "đoàn trực thuộc", "HCM"),
    ("DCD-VHTT", "Đoàn Sở Văn hóa và Thể thao", "đoàn cơ sở", "DCD"),
    ("DCD-TD", "Đoàn Cơ quan Thành đoàn", "đoàn cơ sở", "DCD"),
    ("DCD-TC", "Đoàn Sở Tài chính", "đoàn cơ sở", "DCD"),
    ("DCD-TP", "Đoàn Sở Tư pháp", "đoàn cơ sở", "DCD"),
    ("DCD-DU", "Đảng ủy Khối Dân – Chính – Đảng", "cấp ủy", "DCD"),
    ("DCD-DU-TG", "Ban Tuyên giáo Đảng ủy Khối", "cơ quan khác", "DCD"),
    ("DCD-DU-VP", "Văn phòng Đảng ủy Khối", "cơ quan khác", "DCD"),
    ("DCD-CD", "Công đoàn Khối", "đoàn thể", "DCD"),
)
TRIEU_SON: tuple[Line, ...] = (
    ("THO", "Tỉnh đoàn Thanh Hóa", "tỉnh đoàn", "TWD"),
    ("TS", "Huyện đoàn Triệu Sơn", "huyện đoàn", "THO"),
    ("TS-VP", "Văn phòng Huyện đoàn Triệu Sơn", "văn phòng", "TS"),
    ("TS-DL", "Đoàn xã Dân Lực", "đoàn xã", "TS"),
    ("TS-TD", "Đoàn xã Thọ Dân", "đoàn xã", "TS"),
)
PLACES = (*CENTRAL, *KIEN_GIANG, *PARTY_BLOCK, *TRIEU_SON)
