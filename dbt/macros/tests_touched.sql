{# Generic tests of an incremental model look at what was touched tonight: the rest was tested when it was made. #}
{% macro default__get_where_subquery(relation) -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute else none -%}
    {%- if tested and tested.config.materialized == 'incremental' and not flags.FULL_REFRESH -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ is_touched(tested) ~ ')') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{# A key made tonight may not stand in any other row either, whenever that was made. #}
{% macro default__test_unique(model, column_name) -%}
    {%- set tested = graph.nodes.get(context['model'].attached_node) if execute else none -%}
    select {{ column_name }} as unique_field, count(*) as row_count
    from {{ tested.relation_name if tested else model }}
    where {{ column_name }} in (select {{ column_name }} from {{ model }} as made)
    group by {{ column_name }}
    having count(*) > 1
{%- endmacro %}

{% macro is_touched(tested) -%}
    {%- set key = tested.config.unique_key -%}
    {%- set by = tested.config.get('touched_by') or ('int_pages_touched' if key == 'page_id' else 'int_articles_touched') -%}
    {{ key }} in (select {{ key }} from {{ before(by) }})
{%- endmacro %}
