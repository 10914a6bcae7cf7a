/* Owns changing a running model, and what is counted.
 * Called by PHP code.
 * A plan changes nothing; all of it is copied before the call returns. */
#include "php_engine.h"

ZEND_METHOD(Tappa_Engine, plan)
{
    struct tappa_plan plan = {.size = sizeof plan, .now = INT64_MIN};
    const uint64_t *const sums[] = {&plan.customers, &plan.journeys, &plan.stay, &plan.move, &plan.cannot, &plan.timers_kept, &plan.timers_rearmed,
                                    &plan.timers_due, &plan.timers_dropped, &plan.damaged, &plan.overdue};
    struct php_tappa_filler f;
    struct php_tappa_model *m;
    zend_object *next;
    tappa_status status;
    zval *list, *now = NULL;

    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_OBJ_OF_CLASS(next, php_tappa_class.model)
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL_OR_NULL(now)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (now && php_tappa_read_time(now, 2, &plan.now) == FAILURE)
        RETURN_THROWS();
    m = php_tappa_model_ready(next);
    if (!m)
        RETURN_THROWS();
    status = tappa_engine_plan(e->engine, m->model, &plan);
    if (status == TAPPA_EUNKNOWN)
        php_tappa_throw(status, "No model %s is in force", tappa_model_name(m->model));
    else if (status)
        php_tappa_engine_throw(status, "The plan");
    if (status)
        RETURN_THROWS();
    f = php_tappa_fill(return_value, php_tappa_class.plan);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        php_tappa_put_int(&f, (int64_t)*sums[i]);
    list = php_tappa_slot(&f);
    array_init_size(list, (uint32_t)plan.move_count);
    for (size_t i = 0; i < plan.move_count; i++) {
        struct php_tappa_filler move;
        zval one;

        move = php_tappa_fill(&one, php_tappa_class.plan_move);
        php_tappa_put_text(&move, plan.moves[i].from);
        php_tappa_put_name_or_null(&move, plan.moves[i].to);
        php_tappa_put_int(&move, (int64_t)plan.moves[i].journeys);
        zend_hash_next_index_insert(Z_ARRVAL_P(list), &one);
    }
    list = php_tappa_slot(&f);
    array_init_size(list, (uint32_t)plan.reason_count);
    for (size_t i = 0; i < plan.reason_count; i++)
        add_next_index_string(list, plan.reasons[i]);
}

ZEND_METHOD(Tappa_Engine, apply)
{
    zend_long limit = 1000;
    zend_string *model;
    tappa_status status;
    int64_t micros;
    size_t done;
    zval *now;

    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_STR(model)
        Z_PARAM_ZVAL(now)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(limit)
    ZEND_PARSE_PARAMETERS_END();
    THIS_ENGINE(e);
    if (php_tappa_check_size(model, 1) == FAILURE || php_tappa_read_time(now, 2, &micros) == FAILURE
        || php_tappa_read_limit(limit, 3, INT32_MAX) == FAILURE)
        RETURN_THROWS();
    PHP_TAPPA_AGAIN(status, tappa_engine_apply(e->engine, ZSTR_VAL(model), ZSTR_LEN(model), micros, (size_t)limit, &done));
    if (status == TAPPA_EUNKNOWN)
        php_tappa_throw(status, "No model %s is in force", ZSTR_VAL(model));
    else if (status)
        php_tappa_engine_throw(status, "Moving journeys");
    else
        RETURN_LONG((zend_long)done);
}

ZEND_METHOD(Tappa_Engine, counters)
{
    struct tappa_counters sums = {.size = sizeof sums};
    tappa_status status;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = tappa_engine_counters(e->engine, &sums);
    if (status) {
        php_tappa_engine_throw(status, "The sums");
        RETURN_THROWS();
    }
    php_tappa_counters(return_value, &sums);
}

ZEND_METHOD(Tappa_Engine, metrics)
{
    struct tappa_counters sums = {.size = sizeof sums};
    zend_string *text;
    tappa_status status;
    size_t size;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = tappa_engine_counters(e->engine, &sums); /* the text alone has no status, and is empty where there is none */
    if (status) {
        php_tappa_engine_throw(status, "The sums");
        RETURN_THROWS();
    }
    size = tappa_engine_metrics(e->engine, NULL, 0);
    text = zend_string_alloc(size, 0);
    tappa_engine_metrics(e->engine, ZSTR_VAL(text), size + 1);
    RETURN_STR(text);
}

ZEND_METHOD(Tappa_Engine, counts)
{
    const struct tappa_count *counts;
    tappa_status status;
    size_t count;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = tappa_engine_counts(e->engine, &counts, &count);
    if (status) {
        php_tappa_engine_throw(status, "What is counted");
        RETURN_THROWS();
    }
    array_init_size(return_value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct php_tappa_filler f;
        zval one;

        f = php_tappa_fill(&one, php_tappa_class.count);
        php_tappa_put_text(&f, counts[i].model);
        php_tappa_put_text(&f, counts[i].name);
        php_tappa_put_int(&f, (int64_t)counts[i].times);
        php_tappa_value(php_tappa_slot(&f), &counts[i].sum);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}

ZEND_METHOD(Tappa_Engine, versions)
{
    const struct tappa_version *versions;
    tappa_status status;
    size_t count;

    ZEND_PARSE_PARAMETERS_NONE();
    THIS_ENGINE(e);
    status = tappa_engine_versions(e->engine, &versions, &count);
    if (status) {
        php_tappa_engine_throw(status, "The versions of models");
        RETURN_THROWS();
    }
    array_init_size(return_value, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct php_tappa_filler f;
        zval one;

        f = php_tappa_fill(&one, php_tappa_class.version);
        php_tappa_put_text(&f, versions[i].model);
        php_tappa_put_int(&f, versions[i].version);
        php_tappa_put_time_or_null(&f, versions[i].since, TAPPA_NEVER);
        php_tappa_put_case(&f, PHP_TAPPA_Policy, versions[i].policy);
        php_tappa_put_time_or_null(&f, versions[i].applied, TAPPA_NEVER);
        zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &one);
    }
}
