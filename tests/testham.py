"""The council of the desks that tests make: every detail a letter needs, and none of the shipped ones."""

TESTHAM = {
    "name": "Testham Council",
    "address": ["Town Hall", "Market Place", "Testham", "ZZ99 1TH"],
    "officer": "Robin Tester",
    "email": "dpo@testham.example",
    "phone": "01632 960000",
}
