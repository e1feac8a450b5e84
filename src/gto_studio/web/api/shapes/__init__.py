"""What goes in and out of `/api`, as types. The OpenAPI description, and through it the pages' types, come from here.

Lists are JSON arrays; where one is paged, the header `Link` leads on (`rel="next"`) and `X-Total-Count` says how many
there are. Failures are problem details (RFC 9457, `application/problem+json`) with our `code` and `hint`. Times are
ISO 8601 with the offset under which they were recorded, unless a field says otherwise.

One namespace, as in that description; a room for each resource.
"""

from gto_studio.web.api.shapes.changes import *
from gto_studio.web.api.shapes.commits import *
from gto_studio.web.api.shapes.edits import *
from gto_studio.web.api.shapes.forges import *
from gto_studio.web.api.shapes.live import *
from gto_studio.web.api.shapes.people import *
from gto_studio.web.api.shapes.plots import *
from gto_studio.web.api.shapes.projects import *
from gto_studio.web.api.shapes.queue import *
from gto_studio.web.api.shapes.registry import *
from gto_studio.web.api.shapes.repositories import *
from gto_studio.web.api.shapes.server import *
from gto_studio.web.api.shapes.shape import *
from gto_studio.web.api.shapes.subscriptions import *
from gto_studio.web.api.shapes.table import *
