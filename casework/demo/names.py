"""The lists that the synthetic council's people are drawn from: no one in them is real."""

FORENAMES = (
    "Katherine Mohammed Siân Agnieszka Chidi Joanne Peter Lucy Anwen Tariq Rebecca Shaun Priya Dennis Eilidh Grace "
    "Will May Olu Zofia Hannah Imran Nia Geraint Fatima Leanne Stuart Beverley Craig Ngozi Elin Marek Yasmin Derek "
    "Philippa Tomasz Sunita Gareth Aoife Colin Maureen Kwame Bronwen Helena Asif Donna Keith Rhian Sandeep Lorraine"
).split()
SURNAMES = (
    "Robertson Hussain Okafor Nair Jones O'Brien Kowalska Hartley Llewellyn Fairclough Ahmed Patel Dodds Whitfield "
    "Page Power Day Lowther Elcoat Gibbon Pattison Skelton Thirlwell Wearmouth Blenkinsop Harker Raine Sewell Tunstall "
    "Usher Vane Wardle Yarm Zielińska Adeyemi Begum Carr Donkin Embleton Featherstone Garbutt Heslop Iqbal Jobling "
    "Kirtley Liddle Maughan Nixon Ord Proud Quinn Ridley Storey Trotter Urwin Vasey Wigham Young Appleby Bage Coxon "
    "Dixon-Hughes McAllister Ní-Bhriain Smyth Smith Taylor Walker Wilson Brown Evans Thomas Roberts Johnson"
).split()
DEPARTMENTS = (
    "Children Social Care",
    "Fostering",
    "Adoption",
    "MASH",
    "Assessment East",
    "Assessment West",
    "Leaving Care",
)
STREETS = ("Example Road", "Sample Street", "Specimen Avenue", "Model Terrace", "Pattern Close")
ETHNICITY = ("WBRI",) * 12 + ("WOTH", "MWBC", "AIND", "APKN", "BAFR", "BCRB", "CHNE", "OOTH", "REFU", "NOBT")
COMMENTS = (
    "Emergency contact: mother, Jean {surname}, 01429 555010",
    "Asked to work from home while father is in hospital",
    "Spoke to line manager about caseload",
    "Emergency contact: partner, Sam Blythe, 01429 555018",
)
