{# The same key as make_id in warehouse/parse/rows.py: 16 hex digits of a SHA-256 over the parts; an unknown part counts as ''. #}
{% macro make_id(parts) -%}
    left(sha256(concat_ws(chr(31), {% for part in parts %}coalesce(cast({{ part }} as varchar), ''){{ ', ' if not loop.last }}{% endfor %})), 16)
{%- endmacro %}
