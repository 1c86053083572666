{# A text without white space. DuckDB's \s knows ASCII only; newspapers are full of U+3000, so this names what Python's \s takes. #}
{% macro bare(text) -%}
    regexp_replace({{ text }}, '[\x{09}-\x{0d}\x{1c}-\x{1f}\x{85}\pZ]+', '', 'g')
{%- endmacro %}

{# What stands on a page between two offsets (0-based code points, end exclusive). #}
{% macro cut(text, char_start, char_end) -%}
    substr({{ text }}, {{ char_start }} + 1, {{ char_end }} - {{ char_start }})
{%- endmacro %}
