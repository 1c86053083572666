{#
  Every column of a word list is text ('007' stays '007'), whichever lists stand in ../seeds; an empty cell is null.
  DuckDB reads the file itself: dbt's own way guesses types in Python and takes seconds for a long list.
#}
{% materialization seed, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set path = adapter.get_seed_file_path(model) | replace("'", "''") -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        create or replace table {{ relation }} as
        select * from read_csv(
            '{{ path }}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', nullstr = ''
        )
    {%- endcall %}
    {% do persist_docs(relation, model) %}
    {% do store_result('agate_table', response='OK', agate_table=run_query('select * from ' ~ relation ~ ' limit 0')) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
