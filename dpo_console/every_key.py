"""Every key of the console, once, in the order of the manual."""

from functools import reduce
from operator import or_

from dpo_console import keys
from dpo_console.breaches import keys as breaches
from dpo_console.desk import keys as desk
from dpo_console.disclosure import keys as disclosure
from dpo_console.disposal import keys as disposal
from dpo_console.notice import keys as notice
from dpo_console.people import keys as people
from dpo_console.records import keys as records
from dpo_console.retention import keys as retention
from dpo_console.rights import keys as rights
from dpo_console.views import keys as views

WINGS = (keys, views, desk, records, people, rights, breaches, retention, disposal, disclosure, notice)
KEYS = reduce(or_, (wing.KEYS for wing in WINGS))
PLACES = reduce(or_, (wing.PLACES for wing in WINGS))
