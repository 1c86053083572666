{#
  Every column of a word list is text ('007' stays '007'), whichever lists stand in ../seeds; an empty cell is null.
  With the user's own rows the list lies in the home (JIANBAO_LISTS); seed-paths can't name that folder, for dbt writes
  its compiled files to the same path under target/, or over the lists themselves where the path is absolute.
  DuckDB reads the file itself: dbt's own way guesses types in Python and takes seconds for a long list.
#}
{% materialization seed, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set lists = env_var('JIANBAO_LISTS', '') -%}
    {%- set path = (lists ~ '/' ~ model.name ~ '.csv' if lists else adapter.get_seed_file_path(model)) | replace("'", "''") -%}
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
