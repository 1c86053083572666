{#
  Nights touch few pages of many.  prep.int_pages_touched names those whose rows may differ from the build before (read
  anew, removed, or told something new by other pages), prep.int_articles_touched their articles, old and new.  A model
  with one row per page, article or fact is `incremental`: the rows of what was touched are deleted and made again, and
  nothing else is read.  `dbt build --full-refresh` makes every row again and needs to know nothing; warehouse/build.py
  asks for it whenever the build before did not end well or the models or word lists have changed since.
#}

{# Of a model with page_id (or another key), the rows that are to be made (or tested) tonight. #}
{% macro touched(relation, key='page_id', by='int_pages_touched') -%}
    {%- set keys = ref(by) if not makes_all() else none -%}
    {%- if keys is none -%}
        {{ relation }}
    {%- else -%}
        (select * from {{ relation }} where {{ key }} in (select {{ key }} from {{ keys }}))
    {%- endif -%}
{%- endmacro %}

{# The same of a model with article_id. #}
{% macro touched_articles(relation) -%}
    {{ touched(relation, 'article_id', 'int_articles_touched') }}
{%- endmacro %}

{# Whether this node makes all its rows: as asked, or because there are none, or since a unit test gives it its rows. #}
{% macro makes_all() -%}
    {%- if not execute -%}
        {{ return(false) }}
    {%- elif flags.FULL_REFRESH or model.resource_type == 'unit_test' -%}
        {{ return(true) }}
    {%- endif -%}
    {{ return(model.resource_type == 'model' and load_relation(this) is none) }}
{%- endmacro %}

{# A model as the build before left it; for a model that comes later in this one. #}
{% macro before(name, schema='prep') -%}
    {{ api.Relation.create(database=target.database, schema=schema, identifier=name) }}
{%- endmacro %}

{# Delete what was touched, insert what was made: one transaction.  config: unique_key, and touched_by if not pages. #}
{% materialization incremental, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_relation(this) -%}
    {%- set key = config.require('unique_key') -%}
    {%- set touched_by = config.get('touched_by', 'int_pages_touched' if key == 'page_id' else 'int_articles_touched') -%}
    {{ run_hooks(pre_hooks) }}
    {% if makes_all() -%}
        {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
        {% call statement('main') -%}
            {{ create_table_as(false, relation, sql) }}
        {%- endcall %}
        {% do persist_docs(relation, model) %}
    {%- else -%}
        {%- set columns = adapter.get_columns_in_relation(existing) | map(attribute='quoted') | join(', ') -%}
        {% call statement('main') -%}
            create or replace temp table arriving_{{ this.identifier }} as {{ sql }};
            delete from {{ relation }} where {{ key }} in (select {{ key }} from {{ before(touched_by) }});
            insert into {{ relation }} ({{ columns }}) select {{ columns }} from arriving_{{ this.identifier }};
            drop table arriving_{{ this.identifier }}
        {%- endcall %}
    {%- endif %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
