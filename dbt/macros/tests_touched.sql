{# Generic tests of an incremental model look at what was touched tonight: the rest was tested when it was made. #}
{% macro default__get_where_subquery(relation) -%}
    {%- set tested = find_incremental(model) -%}
    {{ return('(select * from ' ~ relation ~ ' where ' ~ is_touched(tested) ~ ')' if tested else relation) }}
{%- endmacro %}

{# A key made tonight may not stand in any other row either, whenever that was made. #}
{% macro default__test_unique(model, column_name) -%}
    {%- set tested = find_incremental(context['model']) -%}
    select {{ column_name }} as unique_field, count(*) as row_count
    {% if tested -%}
    from {{ tested.relation_name }}
    where {{ column_name }} in (select {{ column_name }} from {{ model }})
    {%- else -%}
    from {{ model }}
    where {{ column_name }} is not null
    {%- endif %}
    group by {{ column_name }}
    having count(*) > 1
{%- endmacro %}

{# The model that a test is of, if only what was touched of it is made tonight. #}
{% macro find_incremental(test) -%}
    {%- set tested = graph.nodes.get(test.attached_node) if execute and not flags.FULL_REFRESH else none -%}
    {{ return(tested if tested and tested.config.materialized == 'incremental' else none) }}
{%- endmacro %}

{% macro is_touched(tested) -%}
    {%- set key = tested.config.unique_key -%}
    {%- set by = tested.config.get('touched_by') or ('int_pages_touched' if key == 'page_id' else 'int_articles_touched') -%}
    {{ key }} in (select {{ key }} from {{ before(by) }})
{%- endmacro %}
