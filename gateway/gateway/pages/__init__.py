"""The pages, rendered on the server; none needs a script. A page asks rooms, and shows what they answer.

No page decides, sorts or filters. What a room or a region file says is text, never markup.
"""
