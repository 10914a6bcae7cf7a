/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: e4d078a32f49fec79f47823b8e4525b09bab16e7 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Tappa_duration, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, text, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Tappa_schema, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Model___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_load, 0, 1, Tappa\\Model, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_parse, 0, 1, Tappa\\Model, 0)
	ZEND_ARG_TYPE_INFO(0, text, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, name, IS_STRING, 0, "\"<text>\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_check, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_title, 0, 0, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model_dump arginfo_Tappa_schema

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_stages, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_stage, 0, 1, Tappa\\Stage, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model_events arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_event, 0, 1, Tappa\\EventType, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model_touchpoints arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_touchpoint, 0, 1, Tappa\\Touchpoint, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model_channels arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_transitions arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_goals arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_data arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_profile arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_personal arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_leadsOn, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, version, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model_dataKept arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_profileKept arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_sources arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_offers arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_caps arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_quietHours arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_priorities arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_responses arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Model_experiments arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_eventKey, 0, 1, IS_STRING, 1)
	ZEND_ARG_OBJ_INFO(0, event, Tappa\\Event, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model_count, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Model_getIterator, 0, 0, Iterator, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Model___serialize arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Model___unserialize, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Stage___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Channel___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Touchpoint___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_EventType___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Transition___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Offer___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Proposal___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Cap___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Quiet___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Response___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Goal___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Diagnostic___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Diagnostic___toString arginfo_Tappa_schema

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Event___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, time, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fields, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, touchpoint, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Journey___construct, 0, 0, 2)
	ZEND_ARG_OBJ_INFO(0, model, Tappa\\Model, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, id, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Journey_feed, 0, 1, Tappa\\Batch, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, event, Tappa\\Event, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, time, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fields, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, touchpoint, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, explain, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey_begin arginfo_class_Tappa_Journey_feed

#define arginfo_class_Tappa_Journey_probe arginfo_class_Tappa_Journey_feed

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Journey_runDue, 0, 1, Tappa\\Batch, 1)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, explain, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Journey_nextDue, 0, 0, DateTimeImmutable, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey_timerCount arginfo_class_Tappa_Model_count

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_setZone, 0, 1, IS_VOID, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, zone, DateTimeZone, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_hasBegun, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey_hasEnded arginfo_class_Tappa_Journey_hasBegun

#define arginfo_class_Tappa_Journey_started arginfo_class_Tappa_Journey_nextDue

#define arginfo_class_Tappa_Journey_last arginfo_class_Tappa_Journey_nextDue

#define arginfo_class_Tappa_Journey_sequence arginfo_class_Tappa_Model_count

#define arginfo_class_Tappa_Journey_stages arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_isAt, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, stage, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Journey_since, 0, 1, DateTimeImmutable, 1)
	ZEND_ARG_TYPE_INFO(0, stage, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey_data arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Journey_profile arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_setProfile, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, slot, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_goalValue, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, goal, IS_STRING, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, event, Tappa\\Event, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_forget, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, slot, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Journey_offers, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, event, Tappa\\Event, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey_arms arginfo_class_Tappa_Model_check

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Journey_snapshot, 0, 0, Tappa\\Snapshot, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Journey___serialize arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Journey___unserialize arginfo_class_Tappa_Model___unserialize

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Snapshot___construct, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Snapshot_restore, 0, 1, Tappa\\Journey, 0)
	ZEND_ARG_OBJ_INFO(0, model, Tappa\\Model, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(1, batch, Tappa\\Batch, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Snapshot___toString arginfo_Tappa_schema

#define arginfo_class_Tappa_Batch___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Batch_takenCount arginfo_class_Tappa_Model_count

#define arginfo_class_Tappa_Batch_takenColumns arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Batch_count arginfo_class_Tappa_Model_count

#define arginfo_class_Tappa_Batch_getIterator arginfo_class_Tappa_Model_getIterator

#define arginfo_class_Tappa_Step___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Taken___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Change___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_TimerChange___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Effect___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Failure___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Considered___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Moved___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Refused___construct arginfo_class_Tappa_Model___construct

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Cohort___construct, 0, 0, 2)
	ZEND_ARG_OBJ_INFO(0, model, Tappa\\Model, 0)
	ZEND_ARG_TYPE_INFO(0, count, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Cohort_feed, 0, 3, Tappa\\Batch, 0)
	ZEND_ARG_TYPE_INFO(0, journeys, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, events, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, times, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fields, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, timers, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Cohort_runDue, 0, 1, Tappa\\Batch, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Cohort_nextDue arginfo_class_Tappa_Journey_nextDue

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Cohort_get, 0, 1, Tappa\\Journey, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Cohort_put, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
	ZEND_ARG_OBJ_INFO(0, journey, Tappa\\Journey, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Cohort_histogram arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Cohort_count arginfo_class_Tappa_Model_count

#define arginfo_class_Tappa_Cohort_getIterator arginfo_class_Tappa_Model_getIterator

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Record___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, event, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, time, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, customer, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, identities, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fields, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, id, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, source, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, touchpoint, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, zone, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, order, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Engine___construct arginfo_class_Tappa_Model___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Engine_open, 0, 1, Tappa\\Engine, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, mode, Tappa\\Mode, 0, "Tappa\\Mode::Shared")
	ZEND_ARG_OBJ_TYPE_MASK(0, lateness, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, seenWindow, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, lease, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, attempts, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, identities, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cache, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, checkpoint, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, zone, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Engine_memory, 0, 0, Tappa\\Engine, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, lateness, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, seenWindow, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, lease, DateInterval, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, attempts, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, identities, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cache, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, checkpoint, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, zone, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_addModel, 0, 2, IS_VOID, 0)
	ZEND_ARG_OBJ_INFO(0, model, Tappa\\Model, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, policy, Tappa\\Policy, 0, "Tappa\\Policy::Follow")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_addKind, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, kind, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, atMost, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_block, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_ingest, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, records, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, offset, Tappa\\Offset, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_offset, 0, 1, IS_STRING, 1)
	ZEND_ARG_TYPE_INFO(0, source, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_runDue, 0, 1, IS_LONG, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "1000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_find, 0, 2, IS_LONG, 1)
	ZEND_ARG_TYPE_INFO(0, kind, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_decide, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_LONG, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, touchpoint, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_claim, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "100")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_report, 0, 3, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_OBJ_INFO(0, state, Tappa\\ContactState, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Engine_where, 0, 1, Tappa\\Standing, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_journal, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, explain, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_export, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Engine_damaged arginfo_Tappa_schema

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_erase, 0, 2, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_LONG, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_part, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, sequence, IS_LONG, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_partIdentities, 0, 5, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, kind, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, otherKind, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, otherValue, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Tappa_Engine_plan, 0, 1, Tappa\\Plan, 0)
	ZEND_ARG_OBJ_INFO(0, next, Tappa\\Model, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_apply, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, model, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, now, DateTimeInterface, MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "1000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Tappa_Engine_checkpoint, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Engine_counters arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Engine_metrics arginfo_Tappa_schema

#define arginfo_class_Tappa_Engine_counts arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Engine_versions arginfo_class_Tappa_Model_check

#define arginfo_class_Tappa_Engine_close arginfo_class_Tappa_Engine_checkpoint

#define arginfo_class_Tappa_Count___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Version___construct arginfo_class_Tappa_Model___construct

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Tappa_Offset___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, source, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, offset, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Tappa_Ingested___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Decision___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Claimed___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Standing___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Underway___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Consent___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Known___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Contact___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_Plan___construct arginfo_class_Tappa_Model___construct

#define arginfo_class_Tappa_PlanMove___construct arginfo_class_Tappa_Model___construct


ZEND_FUNCTION(Tappa_duration);
ZEND_FUNCTION(Tappa_schema);
ZEND_METHOD(Tappa_Model, __construct);
ZEND_METHOD(Tappa_Model, load);
ZEND_METHOD(Tappa_Model, parse);
ZEND_METHOD(Tappa_Model, check);
ZEND_METHOD(Tappa_Model, title);
ZEND_METHOD(Tappa_Model, dump);
ZEND_METHOD(Tappa_Model, stages);
ZEND_METHOD(Tappa_Model, stage);
ZEND_METHOD(Tappa_Model, events);
ZEND_METHOD(Tappa_Model, event);
ZEND_METHOD(Tappa_Model, touchpoints);
ZEND_METHOD(Tappa_Model, touchpoint);
ZEND_METHOD(Tappa_Model, channels);
ZEND_METHOD(Tappa_Model, transitions);
ZEND_METHOD(Tappa_Model, goals);
ZEND_METHOD(Tappa_Model, data);
ZEND_METHOD(Tappa_Model, profile);
ZEND_METHOD(Tappa_Model, personal);
ZEND_METHOD(Tappa_Model, leadsOn);
ZEND_METHOD(Tappa_Model, dataKept);
ZEND_METHOD(Tappa_Model, profileKept);
ZEND_METHOD(Tappa_Model, sources);
ZEND_METHOD(Tappa_Model, offers);
ZEND_METHOD(Tappa_Model, caps);
ZEND_METHOD(Tappa_Model, quietHours);
ZEND_METHOD(Tappa_Model, priorities);
ZEND_METHOD(Tappa_Model, responses);
ZEND_METHOD(Tappa_Model, experiments);
ZEND_METHOD(Tappa_Model, eventKey);
ZEND_METHOD(Tappa_Model, count);
ZEND_METHOD(Tappa_Model, getIterator);
ZEND_METHOD(Tappa_Model, __serialize);
ZEND_METHOD(Tappa_Model, __unserialize);
ZEND_METHOD(Tappa_Stage, __construct);
ZEND_METHOD(Tappa_Channel, __construct);
ZEND_METHOD(Tappa_Touchpoint, __construct);
ZEND_METHOD(Tappa_EventType, __construct);
ZEND_METHOD(Tappa_Transition, __construct);
ZEND_METHOD(Tappa_Offer, __construct);
ZEND_METHOD(Tappa_Proposal, __construct);
ZEND_METHOD(Tappa_Cap, __construct);
ZEND_METHOD(Tappa_Quiet, __construct);
ZEND_METHOD(Tappa_Response, __construct);
ZEND_METHOD(Tappa_Goal, __construct);
ZEND_METHOD(Tappa_Diagnostic, __construct);
ZEND_METHOD(Tappa_Diagnostic, __toString);
ZEND_METHOD(Tappa_Event, __construct);
ZEND_METHOD(Tappa_Journey, __construct);
ZEND_METHOD(Tappa_Journey, feed);
ZEND_METHOD(Tappa_Journey, begin);
ZEND_METHOD(Tappa_Journey, probe);
ZEND_METHOD(Tappa_Journey, runDue);
ZEND_METHOD(Tappa_Journey, nextDue);
ZEND_METHOD(Tappa_Journey, timerCount);
ZEND_METHOD(Tappa_Journey, setZone);
ZEND_METHOD(Tappa_Journey, hasBegun);
ZEND_METHOD(Tappa_Journey, hasEnded);
ZEND_METHOD(Tappa_Journey, started);
ZEND_METHOD(Tappa_Journey, last);
ZEND_METHOD(Tappa_Journey, sequence);
ZEND_METHOD(Tappa_Journey, stages);
ZEND_METHOD(Tappa_Journey, isAt);
ZEND_METHOD(Tappa_Journey, since);
ZEND_METHOD(Tappa_Journey, data);
ZEND_METHOD(Tappa_Journey, profile);
ZEND_METHOD(Tappa_Journey, setProfile);
ZEND_METHOD(Tappa_Journey, goalValue);
ZEND_METHOD(Tappa_Journey, forget);
ZEND_METHOD(Tappa_Journey, offers);
ZEND_METHOD(Tappa_Journey, arms);
ZEND_METHOD(Tappa_Journey, snapshot);
ZEND_METHOD(Tappa_Journey, __serialize);
ZEND_METHOD(Tappa_Journey, __unserialize);
ZEND_METHOD(Tappa_Snapshot, __construct);
ZEND_METHOD(Tappa_Snapshot, restore);
ZEND_METHOD(Tappa_Snapshot, __toString);
ZEND_METHOD(Tappa_Batch, __construct);
ZEND_METHOD(Tappa_Batch, takenCount);
ZEND_METHOD(Tappa_Batch, takenColumns);
ZEND_METHOD(Tappa_Batch, count);
ZEND_METHOD(Tappa_Batch, getIterator);
ZEND_METHOD(Tappa_Step, __construct);
ZEND_METHOD(Tappa_Taken, __construct);
ZEND_METHOD(Tappa_Change, __construct);
ZEND_METHOD(Tappa_TimerChange, __construct);
ZEND_METHOD(Tappa_Effect, __construct);
ZEND_METHOD(Tappa_Failure, __construct);
ZEND_METHOD(Tappa_Considered, __construct);
ZEND_METHOD(Tappa_Moved, __construct);
ZEND_METHOD(Tappa_Refused, __construct);
ZEND_METHOD(Tappa_Cohort, __construct);
ZEND_METHOD(Tappa_Cohort, feed);
ZEND_METHOD(Tappa_Cohort, runDue);
ZEND_METHOD(Tappa_Cohort, nextDue);
ZEND_METHOD(Tappa_Cohort, get);
ZEND_METHOD(Tappa_Cohort, put);
ZEND_METHOD(Tappa_Cohort, histogram);
ZEND_METHOD(Tappa_Cohort, count);
ZEND_METHOD(Tappa_Cohort, getIterator);
ZEND_METHOD(Tappa_Record, __construct);
ZEND_METHOD(Tappa_Engine, __construct);
ZEND_METHOD(Tappa_Engine, open);
ZEND_METHOD(Tappa_Engine, memory);
ZEND_METHOD(Tappa_Engine, addModel);
ZEND_METHOD(Tappa_Engine, addKind);
ZEND_METHOD(Tappa_Engine, block);
ZEND_METHOD(Tappa_Engine, ingest);
ZEND_METHOD(Tappa_Engine, offset);
ZEND_METHOD(Tappa_Engine, runDue);
ZEND_METHOD(Tappa_Engine, find);
ZEND_METHOD(Tappa_Engine, decide);
ZEND_METHOD(Tappa_Engine, claim);
ZEND_METHOD(Tappa_Engine, report);
ZEND_METHOD(Tappa_Engine, where);
ZEND_METHOD(Tappa_Engine, journal);
ZEND_METHOD(Tappa_Engine, export);
ZEND_METHOD(Tappa_Engine, damaged);
ZEND_METHOD(Tappa_Engine, erase);
ZEND_METHOD(Tappa_Engine, part);
ZEND_METHOD(Tappa_Engine, partIdentities);
ZEND_METHOD(Tappa_Engine, plan);
ZEND_METHOD(Tappa_Engine, apply);
ZEND_METHOD(Tappa_Engine, checkpoint);
ZEND_METHOD(Tappa_Engine, counters);
ZEND_METHOD(Tappa_Engine, metrics);
ZEND_METHOD(Tappa_Engine, counts);
ZEND_METHOD(Tappa_Engine, versions);
ZEND_METHOD(Tappa_Engine, close);
ZEND_METHOD(Tappa_Count, __construct);
ZEND_METHOD(Tappa_Version, __construct);
ZEND_METHOD(Tappa_Offset, __construct);
ZEND_METHOD(Tappa_Ingested, __construct);
ZEND_METHOD(Tappa_Decision, __construct);
ZEND_METHOD(Tappa_Claimed, __construct);
ZEND_METHOD(Tappa_Standing, __construct);
ZEND_METHOD(Tappa_Underway, __construct);
ZEND_METHOD(Tappa_Consent, __construct);
ZEND_METHOD(Tappa_Known, __construct);
ZEND_METHOD(Tappa_Contact, __construct);
ZEND_METHOD(Tappa_Plan, __construct);
ZEND_METHOD(Tappa_PlanMove, __construct);


static const zend_function_entry ext_functions[] = {
	ZEND_NS_FALIAS("Tappa", duration, Tappa_duration, arginfo_Tappa_duration)
	ZEND_NS_FALIAS("Tappa", schema, Tappa_schema, arginfo_Tappa_schema)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Model_methods[] = {
	ZEND_ME(Tappa_Model, __construct, arginfo_class_Tappa_Model___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Tappa_Model, load, arginfo_class_Tappa_Model_load, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Tappa_Model, parse, arginfo_class_Tappa_Model_parse, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Tappa_Model, check, arginfo_class_Tappa_Model_check, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, title, arginfo_class_Tappa_Model_title, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, dump, arginfo_class_Tappa_Model_dump, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, stages, arginfo_class_Tappa_Model_stages, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, stage, arginfo_class_Tappa_Model_stage, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, events, arginfo_class_Tappa_Model_events, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, event, arginfo_class_Tappa_Model_event, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, touchpoints, arginfo_class_Tappa_Model_touchpoints, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, touchpoint, arginfo_class_Tappa_Model_touchpoint, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, channels, arginfo_class_Tappa_Model_channels, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, transitions, arginfo_class_Tappa_Model_transitions, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, goals, arginfo_class_Tappa_Model_goals, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, data, arginfo_class_Tappa_Model_data, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, profile, arginfo_class_Tappa_Model_profile, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, personal, arginfo_class_Tappa_Model_personal, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, leadsOn, arginfo_class_Tappa_Model_leadsOn, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, dataKept, arginfo_class_Tappa_Model_dataKept, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, profileKept, arginfo_class_Tappa_Model_profileKept, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, sources, arginfo_class_Tappa_Model_sources, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, offers, arginfo_class_Tappa_Model_offers, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, caps, arginfo_class_Tappa_Model_caps, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, quietHours, arginfo_class_Tappa_Model_quietHours, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, priorities, arginfo_class_Tappa_Model_priorities, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, responses, arginfo_class_Tappa_Model_responses, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, experiments, arginfo_class_Tappa_Model_experiments, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, eventKey, arginfo_class_Tappa_Model_eventKey, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, count, arginfo_class_Tappa_Model_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, getIterator, arginfo_class_Tappa_Model_getIterator, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, __serialize, arginfo_class_Tappa_Model___serialize, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Model, __unserialize, arginfo_class_Tappa_Model___unserialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Stage_methods[] = {
	ZEND_ME(Tappa_Stage, __construct, arginfo_class_Tappa_Stage___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Channel_methods[] = {
	ZEND_ME(Tappa_Channel, __construct, arginfo_class_Tappa_Channel___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Touchpoint_methods[] = {
	ZEND_ME(Tappa_Touchpoint, __construct, arginfo_class_Tappa_Touchpoint___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_EventType_methods[] = {
	ZEND_ME(Tappa_EventType, __construct, arginfo_class_Tappa_EventType___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Transition_methods[] = {
	ZEND_ME(Tappa_Transition, __construct, arginfo_class_Tappa_Transition___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Offer_methods[] = {
	ZEND_ME(Tappa_Offer, __construct, arginfo_class_Tappa_Offer___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Proposal_methods[] = {
	ZEND_ME(Tappa_Proposal, __construct, arginfo_class_Tappa_Proposal___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Cap_methods[] = {
	ZEND_ME(Tappa_Cap, __construct, arginfo_class_Tappa_Cap___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Quiet_methods[] = {
	ZEND_ME(Tappa_Quiet, __construct, arginfo_class_Tappa_Quiet___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Response_methods[] = {
	ZEND_ME(Tappa_Response, __construct, arginfo_class_Tappa_Response___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Goal_methods[] = {
	ZEND_ME(Tappa_Goal, __construct, arginfo_class_Tappa_Goal___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Diagnostic_methods[] = {
	ZEND_ME(Tappa_Diagnostic, __construct, arginfo_class_Tappa_Diagnostic___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Tappa_Diagnostic, __toString, arginfo_class_Tappa_Diagnostic___toString, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Event_methods[] = {
	ZEND_ME(Tappa_Event, __construct, arginfo_class_Tappa_Event___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Journey_methods[] = {
	ZEND_ME(Tappa_Journey, __construct, arginfo_class_Tappa_Journey___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, feed, arginfo_class_Tappa_Journey_feed, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, begin, arginfo_class_Tappa_Journey_begin, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, probe, arginfo_class_Tappa_Journey_probe, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, runDue, arginfo_class_Tappa_Journey_runDue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, nextDue, arginfo_class_Tappa_Journey_nextDue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, timerCount, arginfo_class_Tappa_Journey_timerCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, setZone, arginfo_class_Tappa_Journey_setZone, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, hasBegun, arginfo_class_Tappa_Journey_hasBegun, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, hasEnded, arginfo_class_Tappa_Journey_hasEnded, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, started, arginfo_class_Tappa_Journey_started, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, last, arginfo_class_Tappa_Journey_last, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, sequence, arginfo_class_Tappa_Journey_sequence, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, stages, arginfo_class_Tappa_Journey_stages, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, isAt, arginfo_class_Tappa_Journey_isAt, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, since, arginfo_class_Tappa_Journey_since, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, data, arginfo_class_Tappa_Journey_data, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, profile, arginfo_class_Tappa_Journey_profile, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, setProfile, arginfo_class_Tappa_Journey_setProfile, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, goalValue, arginfo_class_Tappa_Journey_goalValue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, forget, arginfo_class_Tappa_Journey_forget, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, offers, arginfo_class_Tappa_Journey_offers, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, arms, arginfo_class_Tappa_Journey_arms, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, snapshot, arginfo_class_Tappa_Journey_snapshot, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, __serialize, arginfo_class_Tappa_Journey___serialize, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Journey, __unserialize, arginfo_class_Tappa_Journey___unserialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Snapshot_methods[] = {
	ZEND_ME(Tappa_Snapshot, __construct, arginfo_class_Tappa_Snapshot___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Snapshot, restore, arginfo_class_Tappa_Snapshot_restore, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Snapshot, __toString, arginfo_class_Tappa_Snapshot___toString, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Batch_methods[] = {
	ZEND_ME(Tappa_Batch, __construct, arginfo_class_Tappa_Batch___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Tappa_Batch, takenCount, arginfo_class_Tappa_Batch_takenCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Batch, takenColumns, arginfo_class_Tappa_Batch_takenColumns, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Batch, count, arginfo_class_Tappa_Batch_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Batch, getIterator, arginfo_class_Tappa_Batch_getIterator, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Step_methods[] = {
	ZEND_ME(Tappa_Step, __construct, arginfo_class_Tappa_Step___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Taken_methods[] = {
	ZEND_ME(Tappa_Taken, __construct, arginfo_class_Tappa_Taken___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Change_methods[] = {
	ZEND_ME(Tappa_Change, __construct, arginfo_class_Tappa_Change___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_TimerChange_methods[] = {
	ZEND_ME(Tappa_TimerChange, __construct, arginfo_class_Tappa_TimerChange___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Effect_methods[] = {
	ZEND_ME(Tappa_Effect, __construct, arginfo_class_Tappa_Effect___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Failure_methods[] = {
	ZEND_ME(Tappa_Failure, __construct, arginfo_class_Tappa_Failure___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Considered_methods[] = {
	ZEND_ME(Tappa_Considered, __construct, arginfo_class_Tappa_Considered___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Moved_methods[] = {
	ZEND_ME(Tappa_Moved, __construct, arginfo_class_Tappa_Moved___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Refused_methods[] = {
	ZEND_ME(Tappa_Refused, __construct, arginfo_class_Tappa_Refused___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Cohort_methods[] = {
	ZEND_ME(Tappa_Cohort, __construct, arginfo_class_Tappa_Cohort___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, feed, arginfo_class_Tappa_Cohort_feed, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, runDue, arginfo_class_Tappa_Cohort_runDue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, nextDue, arginfo_class_Tappa_Cohort_nextDue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, get, arginfo_class_Tappa_Cohort_get, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, put, arginfo_class_Tappa_Cohort_put, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, histogram, arginfo_class_Tappa_Cohort_histogram, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, count, arginfo_class_Tappa_Cohort_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Cohort, getIterator, arginfo_class_Tappa_Cohort_getIterator, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Mode_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Record_methods[] = {
	ZEND_ME(Tappa_Record, __construct, arginfo_class_Tappa_Record___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Engine_methods[] = {
	ZEND_ME(Tappa_Engine, __construct, arginfo_class_Tappa_Engine___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Tappa_Engine, open, arginfo_class_Tappa_Engine_open, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Tappa_Engine, memory, arginfo_class_Tappa_Engine_memory, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Tappa_Engine, addModel, arginfo_class_Tappa_Engine_addModel, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, addKind, arginfo_class_Tappa_Engine_addKind, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, block, arginfo_class_Tappa_Engine_block, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, ingest, arginfo_class_Tappa_Engine_ingest, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, offset, arginfo_class_Tappa_Engine_offset, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, runDue, arginfo_class_Tappa_Engine_runDue, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, find, arginfo_class_Tappa_Engine_find, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, decide, arginfo_class_Tappa_Engine_decide, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, claim, arginfo_class_Tappa_Engine_claim, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, report, arginfo_class_Tappa_Engine_report, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, where, arginfo_class_Tappa_Engine_where, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, journal, arginfo_class_Tappa_Engine_journal, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, export, arginfo_class_Tappa_Engine_export, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, damaged, arginfo_class_Tappa_Engine_damaged, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, erase, arginfo_class_Tappa_Engine_erase, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, part, arginfo_class_Tappa_Engine_part, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, partIdentities, arginfo_class_Tappa_Engine_partIdentities, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, plan, arginfo_class_Tappa_Engine_plan, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, apply, arginfo_class_Tappa_Engine_apply, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, checkpoint, arginfo_class_Tappa_Engine_checkpoint, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, counters, arginfo_class_Tappa_Engine_counters, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, metrics, arginfo_class_Tappa_Engine_metrics, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, counts, arginfo_class_Tappa_Engine_counts, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, versions, arginfo_class_Tappa_Engine_versions, ZEND_ACC_PUBLIC)
	ZEND_ME(Tappa_Engine, close, arginfo_class_Tappa_Engine_close, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Count_methods[] = {
	ZEND_ME(Tappa_Count, __construct, arginfo_class_Tappa_Count___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Version_methods[] = {
	ZEND_ME(Tappa_Version, __construct, arginfo_class_Tappa_Version___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Offset_methods[] = {
	ZEND_ME(Tappa_Offset, __construct, arginfo_class_Tappa_Offset___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Ingested_methods[] = {
	ZEND_ME(Tappa_Ingested, __construct, arginfo_class_Tappa_Ingested___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Decision_methods[] = {
	ZEND_ME(Tappa_Decision, __construct, arginfo_class_Tappa_Decision___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Claimed_methods[] = {
	ZEND_ME(Tappa_Claimed, __construct, arginfo_class_Tappa_Claimed___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Standing_methods[] = {
	ZEND_ME(Tappa_Standing, __construct, arginfo_class_Tappa_Standing___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Underway_methods[] = {
	ZEND_ME(Tappa_Underway, __construct, arginfo_class_Tappa_Underway___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Consent_methods[] = {
	ZEND_ME(Tappa_Consent, __construct, arginfo_class_Tappa_Consent___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Known_methods[] = {
	ZEND_ME(Tappa_Known, __construct, arginfo_class_Tappa_Known___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Contact_methods[] = {
	ZEND_ME(Tappa_Contact, __construct, arginfo_class_Tappa_Contact___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Plan_methods[] = {
	ZEND_ME(Tappa_Plan, __construct, arginfo_class_Tappa_Plan___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_PlanMove_methods[] = {
	ZEND_ME(Tappa_PlanMove, __construct, arginfo_class_Tappa_PlanMove___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Kind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Severity_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_StageKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Setting_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Direction_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Owner_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_RowKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Again_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_StepKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Space_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_TimerKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_EffectKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Verdict_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_MovedKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Source_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Policy_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Outcome_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_DecisionKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Reason_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ContactState_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Status_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_InvalidException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_MemoryException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ModelException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_LimitException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_LateException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_FieldException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_LoopException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_TimeException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_SnapshotException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_VersionException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_MismatchException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ZoneException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_IoException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ExpressionException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_NameException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ModelsException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_FormatException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ConflictException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_StoreException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_BusyException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_ForkedException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Tappa_UnknownException_methods[] = {
	ZEND_FE_END
};

static void register_tappa_symbols(int module_number)
{
	REGISTER_STRING_CONSTANT("Tappa\\VERSION", tappa_version(), CONST_PERSISTENT);
	REGISTER_STRING_CONSTANT("Tappa\\CONSENT_GIVEN", TAPPA_CONSENT_GIVEN, CONST_PERSISTENT);
	REGISTER_STRING_CONSTANT("Tappa\\CONSENT_WITHDRAWN", TAPPA_CONSENT_WITHDRAWN, CONST_PERSISTENT);
	REGISTER_STRING_CONSTANT("Tappa\\UNSUBSCRIBED", TAPPA_UNSUBSCRIBED, CONST_PERSISTENT);
	REGISTER_STRING_CONSTANT("Tappa\\CHANNEL_PREFERRED", TAPPA_CHANNEL_PREFERRED, CONST_PERSISTENT);
	REGISTER_STRING_CONSTANT("Tappa\\IDENTIFY", TAPPA_IDENTIFY, CONST_PERSISTENT);
}

static zend_class_entry *register_class_Tappa_Model(zend_class_entry *class_entry_IteratorAggregate, zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Model", class_Tappa_Model_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 2, class_entry_IteratorAggregate, class_entry_Countable);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_version_default_value;
	ZVAL_UNDEF(&property_version_default_value);
	zend_string *property_version_name = zend_string_init("version", sizeof("version") - 1, 1);
	zend_declare_typed_property(class_entry, property_version_name, &property_version_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_version_name);

	zval property_title_default_value;
	ZVAL_UNDEF(&property_title_default_value);
	zend_string *property_title_name = zend_string_init("title", sizeof("title") - 1, 1);
	zend_declare_typed_property(class_entry, property_title_name, &property_title_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_title_name);

	zval property_fingerprint_default_value;
	ZVAL_UNDEF(&property_fingerprint_default_value);
	zend_string *property_fingerprint_name = zend_string_init("fingerprint", sizeof("fingerprint") - 1, 1);
	zend_declare_typed_property(class_entry, property_fingerprint_name, &property_fingerprint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_fingerprint_name);

	zval property_hasEntry_default_value;
	ZVAL_UNDEF(&property_hasEntry_default_value);
	zend_string *property_hasEntry_name = zend_string_init("hasEntry", sizeof("hasEntry") - 1, 1);
	zend_declare_typed_property(class_entry, property_hasEntry_name, &property_hasEntry_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_hasEntry_name);

	zend_string *property_again_class_Tappa_Again = zend_string_init("Tappa\\Again", sizeof("Tappa\\Again")-1, 1);
	zval property_again_default_value;
	ZVAL_UNDEF(&property_again_default_value);
	zend_string *property_again_name = zend_string_init("again", sizeof("again") - 1, 1);
	zend_declare_typed_property(class_entry, property_again_name, &property_again_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_again_class_Tappa_Again, 0, 0));
	zend_string_release(property_again_name);

	zval property_hasKey_default_value;
	ZVAL_UNDEF(&property_hasKey_default_value);
	zend_string *property_hasKey_name = zend_string_init("hasKey", sizeof("hasKey") - 1, 1);
	zend_declare_typed_property(class_entry, property_hasKey_name, &property_hasKey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_hasKey_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Stage(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Stage", class_Tappa_Stage_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_index_default_value;
	ZVAL_UNDEF(&property_index_default_value);
	zend_string *property_index_name = zend_string_init("index", sizeof("index") - 1, 1);
	zend_declare_typed_property(class_entry, property_index_name, &property_index_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_index_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_title_default_value;
	ZVAL_UNDEF(&property_title_default_value);
	zend_string *property_title_name = zend_string_init("title", sizeof("title") - 1, 1);
	zend_declare_typed_property(class_entry, property_title_name, &property_title_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_title_name);

	zend_string *property_kind_class_Tappa_StageKind = zend_string_init("Tappa\\StageKind", sizeof("Tappa\\StageKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_StageKind, 0, 0));
	zend_string_release(property_kind_name);

	zval property_parent_default_value;
	ZVAL_UNDEF(&property_parent_default_value);
	zend_string *property_parent_name = zend_string_init("parent", sizeof("parent") - 1, 1);
	zend_declare_typed_property(class_entry, property_parent_name, &property_parent_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_parent_name);

	zval property_depth_default_value;
	ZVAL_UNDEF(&property_depth_default_value);
	zend_string *property_depth_name = zend_string_init("depth", sizeof("depth") - 1, 1);
	zend_declare_typed_property(class_entry, property_depth_name, &property_depth_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_depth_name);

	zval property_children_default_value;
	ZVAL_UNDEF(&property_children_default_value);
	zend_string *property_children_name = zend_string_init("children", sizeof("children") - 1, 1);
	zend_declare_typed_property(class_entry, property_children_name, &property_children_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_children_name);

	zval property_initial_default_value;
	ZVAL_UNDEF(&property_initial_default_value);
	zend_string *property_initial_name = zend_string_init("initial", sizeof("initial") - 1, 1);
	zend_declare_typed_property(class_entry, property_initial_name, &property_initial_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_initial_name);

	zval property_demand_default_value;
	ZVAL_UNDEF(&property_demand_default_value);
	zend_string *property_demand_name = zend_string_init("demand", sizeof("demand") - 1, 1);
	zend_declare_typed_property(class_entry, property_demand_name, &property_demand_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_demand_name);

	zval property_phase_default_value;
	ZVAL_UNDEF(&property_phase_default_value);
	zend_string *property_phase_name = zend_string_init("phase", sizeof("phase") - 1, 1);
	zend_declare_typed_property(class_entry, property_phase_name, &property_phase_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_phase_name);

	zval property_tone_default_value;
	ZVAL_UNDEF(&property_tone_default_value);
	zend_string *property_tone_name = zend_string_init("tone", sizeof("tone") - 1, 1);
	zend_declare_typed_property(class_entry, property_tone_name, &property_tone_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_tone_name);

	zval property_audience_default_value;
	ZVAL_UNDEF(&property_audience_default_value);
	zend_string *property_audience_name = zend_string_init("audience", sizeof("audience") - 1, 1);
	zend_declare_typed_property(class_entry, property_audience_name, &property_audience_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_audience_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Channel(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Channel", class_Tappa_Channel_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_setting_class_Tappa_Setting = zend_string_init("Tappa\\Setting", sizeof("Tappa\\Setting")-1, 1);
	zval property_setting_default_value;
	ZVAL_UNDEF(&property_setting_default_value);
	zend_string *property_setting_name = zend_string_init("setting", sizeof("setting") - 1, 1);
	zend_declare_typed_property(class_entry, property_setting_name, &property_setting_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_setting_class_Tappa_Setting, 0, MAY_BE_NULL));
	zend_string_release(property_setting_name);

	zval property_consent_default_value;
	ZVAL_UNDEF(&property_consent_default_value);
	zend_string *property_consent_name = zend_string_init("consent", sizeof("consent") - 1, 1);
	zend_declare_typed_property(class_entry, property_consent_name, &property_consent_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_consent_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Touchpoint(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Touchpoint", class_Tappa_Touchpoint_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_index_default_value;
	ZVAL_UNDEF(&property_index_default_value);
	zend_string *property_index_name = zend_string_init("index", sizeof("index") - 1, 1);
	zend_declare_typed_property(class_entry, property_index_name, &property_index_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_index_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_channel_class_Tappa_Channel = zend_string_init("Tappa\\Channel", sizeof("Tappa\\Channel")-1, 1);
	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_channel_class_Tappa_Channel, 0, 0));
	zend_string_release(property_channel_name);

	zend_string *property_direction_class_Tappa_Direction = zend_string_init("Tappa\\Direction", sizeof("Tappa\\Direction")-1, 1);
	zval property_direction_default_value;
	ZVAL_UNDEF(&property_direction_default_value);
	zend_string *property_direction_name = zend_string_init("direction", sizeof("direction") - 1, 1);
	zend_declare_typed_property(class_entry, property_direction_name, &property_direction_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_direction_class_Tappa_Direction, 0, 0));
	zend_string_release(property_direction_name);

	zend_string *property_owner_class_Tappa_Owner = zend_string_init("Tappa\\Owner", sizeof("Tappa\\Owner")-1, 1);
	zval property_owner_default_value;
	ZVAL_UNDEF(&property_owner_default_value);
	zend_string *property_owner_name = zend_string_init("owner", sizeof("owner") - 1, 1);
	zend_declare_typed_property(class_entry, property_owner_name, &property_owner_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_owner_class_Tappa_Owner, 0, MAY_BE_NULL));
	zend_string_release(property_owner_name);

	zval property_consent_default_value;
	ZVAL_UNDEF(&property_consent_default_value);
	zend_string *property_consent_name = zend_string_init("consent", sizeof("consent") - 1, 1);
	zend_declare_typed_property(class_entry, property_consent_name, &property_consent_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_consent_name);

	zval property_cost_default_value;
	ZVAL_UNDEF(&property_cost_default_value);
	zend_string *property_cost_name = zend_string_init("cost", sizeof("cost") - 1, 1);
	zend_declare_typed_property(class_entry, property_cost_name, &property_cost_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_cost_name);

	zval property_stages_default_value;
	ZVAL_UNDEF(&property_stages_default_value);
	zend_string *property_stages_name = zend_string_init("stages", sizeof("stages") - 1, 1);
	zend_declare_typed_property(class_entry, property_stages_name, &property_stages_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_stages_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_EventType(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "EventType", class_Tappa_EventType_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_index_default_value;
	ZVAL_UNDEF(&property_index_default_value);
	zend_string *property_index_name = zend_string_init("index", sizeof("index") - 1, 1);
	zend_declare_typed_property(class_entry, property_index_name, &property_index_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_index_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_aliases_default_value;
	ZVAL_UNDEF(&property_aliases_default_value);
	zend_string *property_aliases_name = zend_string_init("aliases", sizeof("aliases") - 1, 1);
	zend_declare_typed_property(class_entry, property_aliases_name, &property_aliases_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_aliases_name);

	zval property_fields_default_value;
	ZVAL_UNDEF(&property_fields_default_value);
	zend_string *property_fields_name = zend_string_init("fields", sizeof("fields") - 1, 1);
	zend_declare_typed_property(class_entry, property_fields_name, &property_fields_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_fields_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Transition(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Transition", class_Tappa_Transition_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_index_default_value;
	ZVAL_UNDEF(&property_index_default_value);
	zend_string *property_index_name = zend_string_init("index", sizeof("index") - 1, 1);
	zend_declare_typed_property(class_entry, property_index_name, &property_index_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_index_name);

	zend_string *property_kind_class_Tappa_RowKind = zend_string_init("Tappa\\RowKind", sizeof("Tappa\\RowKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_RowKind, 0, 0));
	zend_string_release(property_kind_name);

	zval property_source_default_value;
	ZVAL_UNDEF(&property_source_default_value);
	zend_string *property_source_name = zend_string_init("source", sizeof("source") - 1, 1);
	zend_declare_typed_property(class_entry, property_source_name, &property_source_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_source_name);

	zval property_events_default_value;
	ZVAL_UNDEF(&property_events_default_value);
	zend_string *property_events_name = zend_string_init("events", sizeof("events") - 1, 1);
	zend_declare_typed_property(class_entry, property_events_name, &property_events_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_events_name);

	zval property_condition_default_value;
	ZVAL_UNDEF(&property_condition_default_value);
	zend_string *property_condition_name = zend_string_init("condition", sizeof("condition") - 1, 1);
	zend_declare_typed_property(class_entry, property_condition_name, &property_condition_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_condition_name);

	zval property_targets_default_value;
	ZVAL_UNDEF(&property_targets_default_value);
	zend_string *property_targets_name = zend_string_init("targets", sizeof("targets") - 1, 1);
	zend_declare_typed_property(class_entry, property_targets_name, &property_targets_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_targets_name);

	zval property_isList_default_value;
	ZVAL_UNDEF(&property_isList_default_value);
	zend_string *property_isList_name = zend_string_init("isList", sizeof("isList") - 1, 1);
	zend_declare_typed_property(class_entry, property_isList_name, &property_isList_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isList_name);

	zval property_isInternal_default_value;
	ZVAL_UNDEF(&property_isInternal_default_value);
	zend_string *property_isInternal_name = zend_string_init("isInternal", sizeof("isInternal") - 1, 1);
	zend_declare_typed_property(class_entry, property_isInternal_name, &property_isInternal_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isInternal_name);

	zval property_title_default_value;
	ZVAL_UNDEF(&property_title_default_value);
	zend_string *property_title_name = zend_string_init("title", sizeof("title") - 1, 1);
	zend_declare_typed_property(class_entry, property_title_name, &property_title_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_title_name);

	zval property_path_default_value;
	ZVAL_UNDEF(&property_path_default_value);
	zend_string *property_path_name = zend_string_init("path", sizeof("path") - 1, 1);
	zend_declare_typed_property(class_entry, property_path_name, &property_path_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_path_name);

	zval property_line_default_value;
	ZVAL_UNDEF(&property_line_default_value);
	zend_string *property_line_name = zend_string_init("line", sizeof("line") - 1, 1);
	zend_declare_typed_property(class_entry, property_line_name, &property_line_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_line_name);

	zend_string *property_delay_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_delay_default_value;
	ZVAL_UNDEF(&property_delay_default_value);
	zend_string *property_delay_name = zend_string_init("delay", sizeof("delay") - 1, 1);
	zend_declare_typed_property(class_entry, property_delay_name, &property_delay_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_delay_class_DateInterval, 0, MAY_BE_NULL));
	zend_string_release(property_delay_name);

	zend_string *property_every_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_every_default_value;
	ZVAL_UNDEF(&property_every_default_value);
	zend_string *property_every_name = zend_string_init("every", sizeof("every") - 1, 1);
	zend_declare_typed_property(class_entry, property_every_name, &property_every_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_every_class_DateInterval, 0, MAY_BE_NULL));
	zend_string_release(property_every_name);

	zend_string *property_at_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_at_default_value;
	ZVAL_UNDEF(&property_at_default_value);
	zend_string *property_at_name = zend_string_init("at", sizeof("at") - 1, 1);
	zend_declare_typed_property(class_entry, property_at_name, &property_at_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_at_class_DateInterval, 0, MAY_BE_NULL));
	zend_string_release(property_at_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Offer(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Offer", class_Tappa_Offer_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zval property_stages_default_value;
	ZVAL_UNDEF(&property_stages_default_value);
	zend_string *property_stages_name = zend_string_init("stages", sizeof("stages") - 1, 1);
	zend_declare_typed_property(class_entry, property_stages_name, &property_stages_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_stages_name);

	zval property_priority_default_value;
	ZVAL_UNDEF(&property_priority_default_value);
	zend_string *property_priority_name = zend_string_init("priority", sizeof("priority") - 1, 1);
	zend_declare_typed_property(class_entry, property_priority_name, &property_priority_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_priority_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Proposal(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Proposal", class_Tappa_Proposal_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_offer_class_Tappa_Offer = zend_string_init("Tappa\\Offer", sizeof("Tappa\\Offer")-1, 1);
	zval property_offer_default_value;
	ZVAL_UNDEF(&property_offer_default_value);
	zend_string *property_offer_name = zend_string_init("offer", sizeof("offer") - 1, 1);
	zend_declare_typed_property(class_entry, property_offer_name, &property_offer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_offer_class_Tappa_Offer, 0, 0));
	zend_string_release(property_offer_name);

	zval property_holds_default_value;
	ZVAL_UNDEF(&property_holds_default_value);
	zend_string *property_holds_name = zend_string_init("holds", sizeof("holds") - 1, 1);
	zend_declare_typed_property(class_entry, property_holds_name, &property_holds_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_holds_name);

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ANY));
	zend_string_release(property_value_name);

	zval property_because_default_value;
	ZVAL_UNDEF(&property_because_default_value);
	zend_string *property_because_name = zend_string_init("because", sizeof("because") - 1, 1);
	zend_declare_typed_property(class_entry, property_because_name, &property_because_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_because_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Cap(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Cap", class_Tappa_Cap_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zval property_atMost_default_value;
	ZVAL_UNDEF(&property_atMost_default_value);
	zend_string *property_atMost_name = zend_string_init("atMost", sizeof("atMost") - 1, 1);
	zend_declare_typed_property(class_entry, property_atMost_name, &property_atMost_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_atMost_name);

	zend_string *property_per_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_per_default_value;
	ZVAL_UNDEF(&property_per_default_value);
	zend_string *property_per_name = zend_string_init("per", sizeof("per") - 1, 1);
	zend_declare_typed_property(class_entry, property_per_name, &property_per_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_per_class_DateInterval, 0, 0));
	zend_string_release(property_per_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Quiet(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Quiet", class_Tappa_Quiet_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zend_string *property_from_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_from_default_value;
	ZVAL_UNDEF(&property_from_default_value);
	zend_string *property_from_name = zend_string_init("from", sizeof("from") - 1, 1);
	zend_declare_typed_property(class_entry, property_from_name, &property_from_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_from_class_DateInterval, 0, 0));
	zend_string_release(property_from_name);

	zend_string *property_to_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_to_default_value;
	ZVAL_UNDEF(&property_to_default_value);
	zend_string *property_to_name = zend_string_init("to", sizeof("to") - 1, 1);
	zend_declare_typed_property(class_entry, property_to_name, &property_to_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_to_class_DateInterval, 0, 0));
	zend_string_release(property_to_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Response(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Response", class_Tappa_Response_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zend_string *property_within_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_within_default_value;
	ZVAL_UNDEF(&property_within_default_value);
	zend_string *property_within_name = zend_string_init("within", sizeof("within") - 1, 1);
	zend_declare_typed_property(class_entry, property_within_name, &property_within_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_within_class_DateInterval, 0, 0));
	zend_string_release(property_within_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Goal(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Goal", class_Tappa_Goal_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_stage_default_value;
	ZVAL_UNDEF(&property_stage_default_value);
	zend_string *property_stage_name = zend_string_init("stage", sizeof("stage") - 1, 1);
	zend_declare_typed_property(class_entry, property_stage_name, &property_stage_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_stage_name);

	zval property_event_default_value;
	ZVAL_UNDEF(&property_event_default_value);
	zend_string *property_event_name = zend_string_init("event", sizeof("event") - 1, 1);
	zend_declare_typed_property(class_entry, property_event_name, &property_event_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_event_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Diagnostic(zend_class_entry *class_entry_Stringable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Diagnostic", class_Tappa_Diagnostic_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 1, class_entry_Stringable);

	zval property_code_default_value;
	ZVAL_UNDEF(&property_code_default_value);
	zend_string *property_code_name = zend_string_init("code", sizeof("code") - 1, 1);
	zend_declare_typed_property(class_entry, property_code_name, &property_code_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_code_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_severity_class_Tappa_Severity = zend_string_init("Tappa\\Severity", sizeof("Tappa\\Severity")-1, 1);
	zval property_severity_default_value;
	ZVAL_UNDEF(&property_severity_default_value);
	zend_string *property_severity_name = zend_string_init("severity", sizeof("severity") - 1, 1);
	zend_declare_typed_property(class_entry, property_severity_name, &property_severity_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_severity_class_Tappa_Severity, 0, 0));
	zend_string_release(property_severity_name);

	zval property_file_default_value;
	ZVAL_UNDEF(&property_file_default_value);
	zend_string *property_file_name = zend_string_init("file", sizeof("file") - 1, 1);
	zend_declare_typed_property(class_entry, property_file_name, &property_file_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_file_name);

	zval property_line_default_value;
	ZVAL_UNDEF(&property_line_default_value);
	zend_string *property_line_name = zend_string_init("line", sizeof("line") - 1, 1);
	zend_declare_typed_property(class_entry, property_line_name, &property_line_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_line_name);

	zval property_column_default_value;
	ZVAL_UNDEF(&property_column_default_value);
	zend_string *property_column_name = zend_string_init("column", sizeof("column") - 1, 1);
	zend_declare_typed_property(class_entry, property_column_name, &property_column_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_column_name);

	zval property_width_default_value;
	ZVAL_UNDEF(&property_width_default_value);
	zend_string *property_width_name = zend_string_init("width", sizeof("width") - 1, 1);
	zend_declare_typed_property(class_entry, property_width_name, &property_width_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_width_name);

	zval property_path_default_value;
	ZVAL_UNDEF(&property_path_default_value);
	zend_string *property_path_name = zend_string_init("path", sizeof("path") - 1, 1);
	zend_declare_typed_property(class_entry, property_path_name, &property_path_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_path_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_message_name);

	zval property_hint_default_value;
	ZVAL_UNDEF(&property_hint_default_value);
	zend_string *property_hint_name = zend_string_init("hint", sizeof("hint") - 1, 1);
	zend_declare_typed_property(class_entry, property_hint_name, &property_hint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_hint_name);

	zval property_excerpt_default_value;
	ZVAL_UNDEF(&property_excerpt_default_value);
	zend_string *property_excerpt_name = zend_string_init("excerpt", sizeof("excerpt") - 1, 1);
	zend_declare_typed_property(class_entry, property_excerpt_name, &property_excerpt_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_excerpt_name);

	zval property_text_default_value;
	ZVAL_UNDEF(&property_text_default_value);
	zend_string *property_text_name = zend_string_init("text", sizeof("text") - 1, 1);
	zend_declare_typed_property(class_entry, property_text_name, &property_text_default_value, ZEND_ACC_PRIVATE|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_text_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Event(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Event", class_Tappa_Event_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_time_class_DateTimeInterface = zend_string_init("DateTimeInterface", sizeof("DateTimeInterface")-1, 1);
	zval property_time_default_value;
	ZVAL_UNDEF(&property_time_default_value);
	zend_string *property_time_name = zend_string_init("time", sizeof("time") - 1, 1);
	zend_declare_typed_property(class_entry, property_time_name, &property_time_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_time_class_DateTimeInterface, 0, MAY_BE_LONG));
	zend_string_release(property_time_name);

	zval property_fields_default_value;
	ZVAL_UNDEF(&property_fields_default_value);
	zend_string *property_fields_name = zend_string_init("fields", sizeof("fields") - 1, 1);
	zend_declare_typed_property(class_entry, property_fields_name, &property_fields_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_fields_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Journey(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Journey", class_Tappa_Journey_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_model_class_Tappa_Model = zend_string_init("Tappa\\Model", sizeof("Tappa\\Model")-1, 1);
	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_model_class_Tappa_Model, 0, 0));
	zend_string_release(property_model_name);

	zval property_customer_default_value;
	ZVAL_UNDEF(&property_customer_default_value);
	zend_string *property_customer_name = zend_string_init("customer", sizeof("customer") - 1, 1);
	zend_declare_typed_property(class_entry, property_customer_name, &property_customer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_customer_name);

	zval property_id_default_value;
	ZVAL_UNDEF(&property_id_default_value);
	zend_string *property_id_name = zend_string_init("id", sizeof("id") - 1, 1);
	zend_declare_typed_property(class_entry, property_id_name, &property_id_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_id_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Snapshot(zend_class_entry *class_entry_Stringable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Snapshot", class_Tappa_Snapshot_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;
	zend_class_implements(class_entry, 1, class_entry_Stringable);

	zval property_bytes_default_value;
	ZVAL_UNDEF(&property_bytes_default_value);
	zend_string *property_bytes_name = zend_string_init("bytes", sizeof("bytes") - 1, 1);
	zend_declare_typed_property(class_entry, property_bytes_name, &property_bytes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_bytes_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Batch(zend_class_entry *class_entry_IteratorAggregate, zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Batch", class_Tappa_Batch_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 2, class_entry_IteratorAggregate, class_entry_Countable);

	zend_string *property_model_class_Tappa_Model = zend_string_init("Tappa\\Model", sizeof("Tappa\\Model")-1, 1);
	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_model_class_Tappa_Model, 0, 0));
	zend_string_release(property_model_name);

	zval property_steps_default_value;
	ZVAL_UNDEF(&property_steps_default_value);
	zend_string *property_steps_name = zend_string_init("steps", sizeof("steps") - 1, 1);
	zend_declare_typed_property(class_entry, property_steps_name, &property_steps_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_steps_name);

	zval property_taken_default_value;
	ZVAL_UNDEF(&property_taken_default_value);
	zend_string *property_taken_name = zend_string_init("taken", sizeof("taken") - 1, 1);
	zend_declare_typed_property(class_entry, property_taken_name, &property_taken_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_taken_name);

	zval property_changes_default_value;
	ZVAL_UNDEF(&property_changes_default_value);
	zend_string *property_changes_name = zend_string_init("changes", sizeof("changes") - 1, 1);
	zend_declare_typed_property(class_entry, property_changes_name, &property_changes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_changes_name);

	zval property_timers_default_value;
	ZVAL_UNDEF(&property_timers_default_value);
	zend_string *property_timers_name = zend_string_init("timers", sizeof("timers") - 1, 1);
	zend_declare_typed_property(class_entry, property_timers_name, &property_timers_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_timers_name);

	zval property_effects_default_value;
	ZVAL_UNDEF(&property_effects_default_value);
	zend_string *property_effects_name = zend_string_init("effects", sizeof("effects") - 1, 1);
	zend_declare_typed_property(class_entry, property_effects_name, &property_effects_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_effects_name);

	zval property_failures_default_value;
	ZVAL_UNDEF(&property_failures_default_value);
	zend_string *property_failures_name = zend_string_init("failures", sizeof("failures") - 1, 1);
	zend_declare_typed_property(class_entry, property_failures_name, &property_failures_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_failures_name);

	zval property_considered_default_value;
	ZVAL_UNDEF(&property_considered_default_value);
	zend_string *property_considered_name = zend_string_init("considered", sizeof("considered") - 1, 1);
	zend_declare_typed_property(class_entry, property_considered_name, &property_considered_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_considered_name);

	zval property_moved_default_value;
	ZVAL_UNDEF(&property_moved_default_value);
	zend_string *property_moved_name = zend_string_init("moved", sizeof("moved") - 1, 1);
	zend_declare_typed_property(class_entry, property_moved_name, &property_moved_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_moved_name);

	zval property_refused_default_value;
	ZVAL_UNDEF(&property_refused_default_value);
	zend_string *property_refused_name = zend_string_init("refused", sizeof("refused") - 1, 1);
	zend_declare_typed_property(class_entry, property_refused_name, &property_refused_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_refused_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Step(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Step", class_Tappa_Step_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_kind_class_Tappa_StepKind = zend_string_init("Tappa\\StepKind", sizeof("Tappa\\StepKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_StepKind, 0, 0));
	zend_string_release(property_kind_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_time_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_time_default_value;
	ZVAL_UNDEF(&property_time_default_value);
	zend_string *property_time_name = zend_string_init("time", sizeof("time") - 1, 1);
	zend_declare_typed_property(class_entry, property_time_name, &property_time_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_time_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_time_name);

	zval property_left_default_value;
	ZVAL_UNDEF(&property_left_default_value);
	zend_string *property_left_name = zend_string_init("left", sizeof("left") - 1, 1);
	zend_declare_typed_property(class_entry, property_left_name, &property_left_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_left_name);

	zval property_entered_default_value;
	ZVAL_UNDEF(&property_entered_default_value);
	zend_string *property_entered_name = zend_string_init("entered", sizeof("entered") - 1, 1);
	zend_declare_typed_property(class_entry, property_entered_name, &property_entered_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_entered_name);

	zval property_stages_default_value;
	ZVAL_UNDEF(&property_stages_default_value);
	zend_string *property_stages_name = zend_string_init("stages", sizeof("stages") - 1, 1);
	zend_declare_typed_property(class_entry, property_stages_name, &property_stages_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_stages_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Taken(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Taken", class_Tappa_Taken_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_from_default_value;
	ZVAL_UNDEF(&property_from_default_value);
	zend_string *property_from_name = zend_string_init("from", sizeof("from") - 1, 1);
	zend_declare_typed_property(class_entry, property_from_name, &property_from_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_from_name);

	zval property_to_default_value;
	ZVAL_UNDEF(&property_to_default_value);
	zend_string *property_to_name = zend_string_init("to", sizeof("to") - 1, 1);
	zend_declare_typed_property(class_entry, property_to_name, &property_to_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_to_name);

	zval property_row_default_value;
	ZVAL_UNDEF(&property_row_default_value);
	zend_string *property_row_name = zend_string_init("row", sizeof("row") - 1, 1);
	zend_declare_typed_property(class_entry, property_row_name, &property_row_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_row_name);

	zend_string *property_time_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_time_default_value;
	ZVAL_UNDEF(&property_time_default_value);
	zend_string *property_time_name = zend_string_init("time", sizeof("time") - 1, 1);
	zend_declare_typed_property(class_entry, property_time_name, &property_time_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_time_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_time_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	zval property_journey_default_value;
	ZVAL_UNDEF(&property_journey_default_value);
	zend_string *property_journey_name = zend_string_init("journey", sizeof("journey") - 1, 1);
	zend_declare_typed_property(class_entry, property_journey_name, &property_journey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journey_name);

	zval property_input_default_value;
	ZVAL_UNDEF(&property_input_default_value);
	zend_string *property_input_name = zend_string_init("input", sizeof("input") - 1, 1);
	zend_declare_typed_property(class_entry, property_input_name, &property_input_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_input_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Change(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Change", class_Tappa_Change_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_space_class_Tappa_Space = zend_string_init("Tappa\\Space", sizeof("Tappa\\Space")-1, 1);
	zval property_space_default_value;
	ZVAL_UNDEF(&property_space_default_value);
	zend_string *property_space_name = zend_string_init("space", sizeof("space") - 1, 1);
	zend_declare_typed_property(class_entry, property_space_name, &property_space_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_space_class_Tappa_Space, 0, 0));
	zend_string_release(property_space_name);

	zval property_slot_default_value;
	ZVAL_UNDEF(&property_slot_default_value);
	zend_string *property_slot_name = zend_string_init("slot", sizeof("slot") - 1, 1);
	zend_declare_typed_property(class_entry, property_slot_name, &property_slot_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_slot_name);

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ANY));
	zend_string_release(property_value_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	zval property_journey_default_value;
	ZVAL_UNDEF(&property_journey_default_value);
	zend_string *property_journey_name = zend_string_init("journey", sizeof("journey") - 1, 1);
	zend_declare_typed_property(class_entry, property_journey_name, &property_journey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journey_name);

	zval property_input_default_value;
	ZVAL_UNDEF(&property_input_default_value);
	zend_string *property_input_name = zend_string_init("input", sizeof("input") - 1, 1);
	zend_declare_typed_property(class_entry, property_input_name, &property_input_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_input_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_TimerChange(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "TimerChange", class_Tappa_TimerChange_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_kind_class_Tappa_TimerKind = zend_string_init("Tappa\\TimerKind", sizeof("Tappa\\TimerKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_TimerKind, 0, 0));
	zend_string_release(property_kind_name);

	zend_string *property_due_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_due_default_value;
	ZVAL_UNDEF(&property_due_default_value);
	zend_string *property_due_name = zend_string_init("due", sizeof("due") - 1, 1);
	zend_declare_typed_property(class_entry, property_due_name, &property_due_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_due_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_due_name);

	zval property_row_default_value;
	ZVAL_UNDEF(&property_row_default_value);
	zend_string *property_row_name = zend_string_init("row", sizeof("row") - 1, 1);
	zend_declare_typed_property(class_entry, property_row_name, &property_row_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_row_name);

	zval property_event_default_value;
	ZVAL_UNDEF(&property_event_default_value);
	zend_string *property_event_name = zend_string_init("event", sizeof("event") - 1, 1);
	zend_declare_typed_property(class_entry, property_event_name, &property_event_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_event_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Effect(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Effect", class_Tappa_Effect_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_kind_class_Tappa_EffectKind = zend_string_init("Tappa\\EffectKind", sizeof("Tappa\\EffectKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_EffectKind, 0, 0));
	zend_string_release(property_kind_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_arguments_default_value;
	ZVAL_UNDEF(&property_arguments_default_value);
	zend_string *property_arguments_name = zend_string_init("arguments", sizeof("arguments") - 1, 1);
	zend_declare_typed_property(class_entry, property_arguments_name, &property_arguments_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_arguments_name);

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ANY));
	zend_string_release(property_value_name);

	zend_string *property_expires_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_expires_default_value;
	ZVAL_UNDEF(&property_expires_default_value);
	zend_string *property_expires_name = zend_string_init("expires", sizeof("expires") - 1, 1);
	zend_declare_typed_property(class_entry, property_expires_name, &property_expires_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_expires_class_DateInterval, 0, MAY_BE_NULL));
	zend_string_release(property_expires_name);

	zend_string *property_time_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_time_default_value;
	ZVAL_UNDEF(&property_time_default_value);
	zend_string *property_time_name = zend_string_init("time", sizeof("time") - 1, 1);
	zend_declare_typed_property(class_entry, property_time_name, &property_time_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_time_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_time_name);

	zval property_row_default_value;
	ZVAL_UNDEF(&property_row_default_value);
	zend_string *property_row_name = zend_string_init("row", sizeof("row") - 1, 1);
	zend_declare_typed_property(class_entry, property_row_name, &property_row_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_row_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	zval property_journey_default_value;
	ZVAL_UNDEF(&property_journey_default_value);
	zend_string *property_journey_name = zend_string_init("journey", sizeof("journey") - 1, 1);
	zend_declare_typed_property(class_entry, property_journey_name, &property_journey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journey_name);

	zval property_input_default_value;
	ZVAL_UNDEF(&property_input_default_value);
	zend_string *property_input_name = zend_string_init("input", sizeof("input") - 1, 1);
	zend_declare_typed_property(class_entry, property_input_name, &property_input_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_input_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Failure(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Failure", class_Tappa_Failure_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_path_default_value;
	ZVAL_UNDEF(&property_path_default_value);
	zend_string *property_path_name = zend_string_init("path", sizeof("path") - 1, 1);
	zend_declare_typed_property(class_entry, property_path_name, &property_path_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_path_name);

	zval property_expression_default_value;
	ZVAL_UNDEF(&property_expression_default_value);
	zend_string *property_expression_name = zend_string_init("expression", sizeof("expression") - 1, 1);
	zend_declare_typed_property(class_entry, property_expression_name, &property_expression_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_expression_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_message_name);

	zval property_line_default_value;
	ZVAL_UNDEF(&property_line_default_value);
	zend_string *property_line_name = zend_string_init("line", sizeof("line") - 1, 1);
	zend_declare_typed_property(class_entry, property_line_name, &property_line_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_line_name);

	zval property_column_default_value;
	ZVAL_UNDEF(&property_column_default_value);
	zend_string *property_column_name = zend_string_init("column", sizeof("column") - 1, 1);
	zend_declare_typed_property(class_entry, property_column_name, &property_column_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_column_name);

	zval property_row_default_value;
	ZVAL_UNDEF(&property_row_default_value);
	zend_string *property_row_name = zend_string_init("row", sizeof("row") - 1, 1);
	zend_declare_typed_property(class_entry, property_row_name, &property_row_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_row_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	zval property_journey_default_value;
	ZVAL_UNDEF(&property_journey_default_value);
	zend_string *property_journey_name = zend_string_init("journey", sizeof("journey") - 1, 1);
	zend_declare_typed_property(class_entry, property_journey_name, &property_journey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journey_name);

	zval property_input_default_value;
	ZVAL_UNDEF(&property_input_default_value);
	zend_string *property_input_name = zend_string_init("input", sizeof("input") - 1, 1);
	zend_declare_typed_property(class_entry, property_input_name, &property_input_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_input_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Considered(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Considered", class_Tappa_Considered_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_row_default_value;
	ZVAL_UNDEF(&property_row_default_value);
	zend_string *property_row_name = zend_string_init("row", sizeof("row") - 1, 1);
	zend_declare_typed_property(class_entry, property_row_name, &property_row_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_row_name);

	zend_string *property_verdict_class_Tappa_Verdict = zend_string_init("Tappa\\Verdict", sizeof("Tappa\\Verdict")-1, 1);
	zval property_verdict_default_value;
	ZVAL_UNDEF(&property_verdict_default_value);
	zend_string *property_verdict_name = zend_string_init("verdict", sizeof("verdict") - 1, 1);
	zend_declare_typed_property(class_entry, property_verdict_name, &property_verdict_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_verdict_class_Tappa_Verdict, 0, 0));
	zend_string_release(property_verdict_name);

	zval property_by_default_value;
	ZVAL_UNDEF(&property_by_default_value);
	zend_string *property_by_name = zend_string_init("by", sizeof("by") - 1, 1);
	zend_declare_typed_property(class_entry, property_by_name, &property_by_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_by_name);

	zval property_event_default_value;
	ZVAL_UNDEF(&property_event_default_value);
	zend_string *property_event_name = zend_string_init("event", sizeof("event") - 1, 1);
	zend_declare_typed_property(class_entry, property_event_name, &property_event_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_event_name);

	zval property_because_default_value;
	ZVAL_UNDEF(&property_because_default_value);
	zend_string *property_because_name = zend_string_init("because", sizeof("because") - 1, 1);
	zend_declare_typed_property(class_entry, property_because_name, &property_because_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_because_name);

	zval property_step_default_value;
	ZVAL_UNDEF(&property_step_default_value);
	zend_string *property_step_name = zend_string_init("step", sizeof("step") - 1, 1);
	zend_declare_typed_property(class_entry, property_step_name, &property_step_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_step_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Moved(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Moved", class_Tappa_Moved_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_kind_class_Tappa_MovedKind = zend_string_init("Tappa\\MovedKind", sizeof("Tappa\\MovedKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_MovedKind, 0, 0));
	zend_string_release(property_kind_name);

	zval property_stage_default_value;
	ZVAL_UNDEF(&property_stage_default_value);
	zend_string *property_stage_name = zend_string_init("stage", sizeof("stage") - 1, 1);
	zend_declare_typed_property(class_entry, property_stage_name, &property_stage_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_stage_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zend_string *property_due_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_due_default_value;
	ZVAL_UNDEF(&property_due_default_value);
	zend_string *property_due_name = zend_string_init("due", sizeof("due") - 1, 1);
	zend_declare_typed_property(class_entry, property_due_name, &property_due_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_due_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_due_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Refused(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Refused", class_Tappa_Refused_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_input_default_value;
	ZVAL_UNDEF(&property_input_default_value);
	zend_string *property_input_name = zend_string_init("input", sizeof("input") - 1, 1);
	zend_declare_typed_property(class_entry, property_input_name, &property_input_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_input_name);

	zend_string *property_status_class_Tappa_Status = zend_string_init("Tappa\\Status", sizeof("Tappa\\Status")-1, 1);
	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_status_class_Tappa_Status, 0, 0));
	zend_string_release(property_status_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Cohort(zend_class_entry *class_entry_IteratorAggregate, zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Cohort", class_Tappa_Cohort_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 2, class_entry_IteratorAggregate, class_entry_Countable);

	zend_string *property_model_class_Tappa_Model = zend_string_init("Tappa\\Model", sizeof("Tappa\\Model")-1, 1);
	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_model_class_Tappa_Model, 0, 0));
	zend_string_release(property_model_name);

	zval property_journeyBytes_default_value;
	ZVAL_UNDEF(&property_journeyBytes_default_value);
	zend_string *property_journeyBytes_name = zend_string_init("journeyBytes", sizeof("journeyBytes") - 1, 1);
	zend_declare_typed_property(class_entry, property_journeyBytes_name, &property_journeyBytes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journeyBytes_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Mode(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Mode", IS_UNDEF, class_Tappa_Mode_methods);

	zend_enum_add_case_cstr(class_entry, "Owner", NULL);

	zend_enum_add_case_cstr(class_entry, "Shared", NULL);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Record(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Record", class_Tappa_Record_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_event_default_value;
	ZVAL_UNDEF(&property_event_default_value);
	zend_string *property_event_name = zend_string_init("event", sizeof("event") - 1, 1);
	zend_declare_typed_property(class_entry, property_event_name, &property_event_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_event_name);

	zend_string *property_time_class_DateTimeInterface = zend_string_init("DateTimeInterface", sizeof("DateTimeInterface")-1, 1);
	zval property_time_default_value;
	ZVAL_UNDEF(&property_time_default_value);
	zend_string *property_time_name = zend_string_init("time", sizeof("time") - 1, 1);
	zend_declare_typed_property(class_entry, property_time_name, &property_time_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_time_class_DateTimeInterface, 0, MAY_BE_LONG));
	zend_string_release(property_time_name);

	zval property_customer_default_value;
	ZVAL_UNDEF(&property_customer_default_value);
	zend_string *property_customer_name = zend_string_init("customer", sizeof("customer") - 1, 1);
	zend_declare_typed_property(class_entry, property_customer_name, &property_customer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_customer_name);

	zval property_identities_default_value;
	ZVAL_UNDEF(&property_identities_default_value);
	zend_string *property_identities_name = zend_string_init("identities", sizeof("identities") - 1, 1);
	zend_declare_typed_property(class_entry, property_identities_name, &property_identities_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_identities_name);

	zval property_fields_default_value;
	ZVAL_UNDEF(&property_fields_default_value);
	zend_string *property_fields_name = zend_string_init("fields", sizeof("fields") - 1, 1);
	zend_declare_typed_property(class_entry, property_fields_name, &property_fields_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_fields_name);

	zval property_id_default_value;
	ZVAL_UNDEF(&property_id_default_value);
	zend_string *property_id_name = zend_string_init("id", sizeof("id") - 1, 1);
	zend_declare_typed_property(class_entry, property_id_name, &property_id_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_id_name);

	zval property_source_default_value;
	ZVAL_UNDEF(&property_source_default_value);
	zend_string *property_source_name = zend_string_init("source", sizeof("source") - 1, 1);
	zend_declare_typed_property(class_entry, property_source_name, &property_source_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_source_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zval property_zone_default_value;
	ZVAL_UNDEF(&property_zone_default_value);
	zend_string *property_zone_name = zend_string_init("zone", sizeof("zone") - 1, 1);
	zend_declare_typed_property(class_entry, property_zone_name, &property_zone_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_zone_name);

	zval property_order_default_value;
	ZVAL_UNDEF(&property_order_default_value);
	zend_string *property_order_name = zend_string_init("order", sizeof("order") - 1, 1);
	zend_declare_typed_property(class_entry, property_order_name, &property_order_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_order_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Engine(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Engine", class_Tappa_Engine_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Count(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Count", class_Tappa_Count_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_model_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_times_default_value;
	ZVAL_UNDEF(&property_times_default_value);
	zend_string *property_times_name = zend_string_init("times", sizeof("times") - 1, 1);
	zend_declare_typed_property(class_entry, property_times_name, &property_times_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_times_name);

	zval property_sum_default_value;
	ZVAL_UNDEF(&property_sum_default_value);
	zend_string *property_sum_name = zend_string_init("sum", sizeof("sum") - 1, 1);
	zend_declare_typed_property(class_entry, property_sum_name, &property_sum_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_DOUBLE));
	zend_string_release(property_sum_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Version(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Version", class_Tappa_Version_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_model_name);

	zval property_version_default_value;
	ZVAL_UNDEF(&property_version_default_value);
	zend_string *property_version_name = zend_string_init("version", sizeof("version") - 1, 1);
	zend_declare_typed_property(class_entry, property_version_name, &property_version_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_version_name);

	zend_string *property_since_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_since_default_value;
	ZVAL_UNDEF(&property_since_default_value);
	zend_string *property_since_name = zend_string_init("since", sizeof("since") - 1, 1);
	zend_declare_typed_property(class_entry, property_since_name, &property_since_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_since_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_since_name);

	zend_string *property_policy_class_Tappa_Policy = zend_string_init("Tappa\\Policy", sizeof("Tappa\\Policy")-1, 1);
	zval property_policy_default_value;
	ZVAL_UNDEF(&property_policy_default_value);
	zend_string *property_policy_name = zend_string_init("policy", sizeof("policy") - 1, 1);
	zend_declare_typed_property(class_entry, property_policy_name, &property_policy_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_policy_class_Tappa_Policy, 0, 0));
	zend_string_release(property_policy_name);

	zend_string *property_applied_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_applied_default_value;
	ZVAL_UNDEF(&property_applied_default_value);
	zend_string *property_applied_name = zend_string_init("applied", sizeof("applied") - 1, 1);
	zend_declare_typed_property(class_entry, property_applied_name, &property_applied_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_applied_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_applied_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Offset(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Offset", class_Tappa_Offset_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_source_default_value;
	ZVAL_UNDEF(&property_source_default_value);
	zend_string *property_source_name = zend_string_init("source", sizeof("source") - 1, 1);
	zend_declare_typed_property(class_entry, property_source_name, &property_source_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_source_name);

	zval property_offset_default_value;
	ZVAL_UNDEF(&property_offset_default_value);
	zend_string *property_offset_name = zend_string_init("offset", sizeof("offset") - 1, 1);
	zend_declare_typed_property(class_entry, property_offset_name, &property_offset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_offset_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Ingested(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Ingested", class_Tappa_Ingested_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_outcome_class_Tappa_Outcome = zend_string_init("Tappa\\Outcome", sizeof("Tappa\\Outcome")-1, 1);
	zval property_outcome_default_value;
	ZVAL_UNDEF(&property_outcome_default_value);
	zend_string *property_outcome_name = zend_string_init("outcome", sizeof("outcome") - 1, 1);
	zend_declare_typed_property(class_entry, property_outcome_name, &property_outcome_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_outcome_class_Tappa_Outcome, 0, 0));
	zend_string_release(property_outcome_name);

	zval property_sequence_default_value;
	ZVAL_UNDEF(&property_sequence_default_value);
	zend_string *property_sequence_name = zend_string_init("sequence", sizeof("sequence") - 1, 1);
	zend_declare_typed_property(class_entry, property_sequence_name, &property_sequence_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_sequence_name);

	zval property_customer_default_value;
	ZVAL_UNDEF(&property_customer_default_value);
	zend_string *property_customer_name = zend_string_init("customer", sizeof("customer") - 1, 1);
	zend_declare_typed_property(class_entry, property_customer_name, &property_customer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_customer_name);

	zval property_transitions_default_value;
	ZVAL_UNDEF(&property_transitions_default_value);
	zend_string *property_transitions_name = zend_string_init("transitions", sizeof("transitions") - 1, 1);
	zend_declare_typed_property(class_entry, property_transitions_name, &property_transitions_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_transitions_name);

	zval property_isLate_default_value;
	ZVAL_UNDEF(&property_isLate_default_value);
	zend_string *property_isLate_name = zend_string_init("isLate", sizeof("isLate") - 1, 1);
	zend_declare_typed_property(class_entry, property_isLate_name, &property_isLate_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isLate_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_message_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Decision(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Decision", class_Tappa_Decision_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_kind_class_Tappa_DecisionKind = zend_string_init("Tappa\\DecisionKind", sizeof("Tappa\\DecisionKind")-1, 1);
	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_kind_class_Tappa_DecisionKind, 0, 0));
	zend_string_release(property_kind_name);

	zend_string *property_reason_class_Tappa_Reason = zend_string_init("Tappa\\Reason", sizeof("Tappa\\Reason")-1, 1);
	zval property_reason_default_value;
	ZVAL_UNDEF(&property_reason_default_value);
	zend_string *property_reason_name = zend_string_init("reason", sizeof("reason") - 1, 1);
	zend_declare_typed_property(class_entry, property_reason_name, &property_reason_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_reason_class_Tappa_Reason, 0, 0));
	zend_string_release(property_reason_name);

	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_model_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zval property_priority_default_value;
	ZVAL_UNDEF(&property_priority_default_value);
	zend_string *property_priority_name = zend_string_init("priority", sizeof("priority") - 1, 1);
	zend_declare_typed_property(class_entry, property_priority_name, &property_priority_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_priority_name);

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE));
	zend_string_release(property_value_name);

	zval property_because_default_value;
	ZVAL_UNDEF(&property_because_default_value);
	zend_string *property_because_name = zend_string_init("because", sizeof("because") - 1, 1);
	zend_declare_typed_property(class_entry, property_because_name, &property_because_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_because_name);

	zend_string *property_until_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_until_default_value;
	ZVAL_UNDEF(&property_until_default_value);
	zend_string *property_until_name = zend_string_init("until", sizeof("until") - 1, 1);
	zend_declare_typed_property(class_entry, property_until_name, &property_until_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_until_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_until_name);

	zval property_count_default_value;
	ZVAL_UNDEF(&property_count_default_value);
	zend_string *property_count_name = zend_string_init("count", sizeof("count") - 1, 1);
	zend_declare_typed_property(class_entry, property_count_name, &property_count_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_count_name);

	zval property_atMost_default_value;
	ZVAL_UNDEF(&property_atMost_default_value);
	zend_string *property_atMost_name = zend_string_init("atMost", sizeof("atMost") - 1, 1);
	zend_declare_typed_property(class_entry, property_atMost_name, &property_atMost_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_atMost_name);

	zend_string *property_per_class_DateInterval = zend_string_init("DateInterval", sizeof("DateInterval")-1, 1);
	zval property_per_default_value;
	ZVAL_UNDEF(&property_per_default_value);
	zend_string *property_per_name = zend_string_init("per", sizeof("per") - 1, 1);
	zend_declare_typed_property(class_entry, property_per_name, &property_per_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_per_class_DateInterval, 0, MAY_BE_NULL));
	zend_string_release(property_per_name);

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_key_name);

	zval property_rank_default_value;
	ZVAL_UNDEF(&property_rank_default_value);
	zend_string *property_rank_name = zend_string_init("rank", sizeof("rank") - 1, 1);
	zend_declare_typed_property(class_entry, property_rank_name, &property_rank_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rank_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Claimed(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Claimed", class_Tappa_Claimed_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_key_name);

	zval property_customer_default_value;
	ZVAL_UNDEF(&property_customer_default_value);
	zend_string *property_customer_name = zend_string_init("customer", sizeof("customer") - 1, 1);
	zend_declare_typed_property(class_entry, property_customer_name, &property_customer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_customer_name);

	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_model_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_touchpoint_name);

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zval property_effect_default_value;
	ZVAL_UNDEF(&property_effect_default_value);
	zend_string *property_effect_name = zend_string_init("effect", sizeof("effect") - 1, 1);
	zend_declare_typed_property(class_entry, property_effect_name, &property_effect_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_effect_name);

	zend_string *property_wanted_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_wanted_default_value;
	ZVAL_UNDEF(&property_wanted_default_value);
	zend_string *property_wanted_name = zend_string_init("wanted", sizeof("wanted") - 1, 1);
	zend_declare_typed_property(class_entry, property_wanted_name, &property_wanted_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_wanted_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_wanted_name);

	zend_string *property_lease_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_lease_default_value;
	ZVAL_UNDEF(&property_lease_default_value);
	zend_string *property_lease_name = zend_string_init("lease", sizeof("lease") - 1, 1);
	zend_declare_typed_property(class_entry, property_lease_name, &property_lease_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_lease_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_lease_name);

	zend_string *property_expires_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_expires_default_value;
	ZVAL_UNDEF(&property_expires_default_value);
	zend_string *property_expires_name = zend_string_init("expires", sizeof("expires") - 1, 1);
	zend_declare_typed_property(class_entry, property_expires_name, &property_expires_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_expires_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_expires_name);

	zval property_attempt_default_value;
	ZVAL_UNDEF(&property_attempt_default_value);
	zend_string *property_attempt_name = zend_string_init("attempt", sizeof("attempt") - 1, 1);
	zend_declare_typed_property(class_entry, property_attempt_name, &property_attempt_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_attempt_name);

	zval property_arguments_default_value;
	ZVAL_UNDEF(&property_arguments_default_value);
	zend_string *property_arguments_name = zend_string_init("arguments", sizeof("arguments") - 1, 1);
	zend_declare_typed_property(class_entry, property_arguments_name, &property_arguments_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_arguments_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Standing(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Standing", class_Tappa_Standing_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_customer_default_value;
	ZVAL_UNDEF(&property_customer_default_value);
	zend_string *property_customer_name = zend_string_init("customer", sizeof("customer") - 1, 1);
	zend_declare_typed_property(class_entry, property_customer_name, &property_customer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_customer_name);

	zval property_revision_default_value;
	ZVAL_UNDEF(&property_revision_default_value);
	zend_string *property_revision_name = zend_string_init("revision", sizeof("revision") - 1, 1);
	zend_declare_typed_property(class_entry, property_revision_name, &property_revision_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_revision_name);

	zend_string *property_last_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_last_default_value;
	ZVAL_UNDEF(&property_last_default_value);
	zend_string *property_last_name = zend_string_init("last", sizeof("last") - 1, 1);
	zend_declare_typed_property(class_entry, property_last_name, &property_last_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_last_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_last_name);

	zend_string *property_nextDue_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_nextDue_default_value;
	ZVAL_UNDEF(&property_nextDue_default_value);
	zend_string *property_nextDue_name = zend_string_init("nextDue", sizeof("nextDue") - 1, 1);
	zend_declare_typed_property(class_entry, property_nextDue_name, &property_nextDue_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_nextDue_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_nextDue_name);

	zval property_zone_default_value;
	ZVAL_UNDEF(&property_zone_default_value);
	zend_string *property_zone_name = zend_string_init("zone", sizeof("zone") - 1, 1);
	zend_declare_typed_property(class_entry, property_zone_name, &property_zone_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_zone_name);

	zval property_preferred_default_value;
	ZVAL_UNDEF(&property_preferred_default_value);
	zend_string *property_preferred_name = zend_string_init("preferred", sizeof("preferred") - 1, 1);
	zend_declare_typed_property(class_entry, property_preferred_name, &property_preferred_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_preferred_name);

	zval property_identities_default_value;
	ZVAL_UNDEF(&property_identities_default_value);
	zend_string *property_identities_name = zend_string_init("identities", sizeof("identities") - 1, 1);
	zend_declare_typed_property(class_entry, property_identities_name, &property_identities_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_identities_name);

	zval property_journeys_default_value;
	ZVAL_UNDEF(&property_journeys_default_value);
	zend_string *property_journeys_name = zend_string_init("journeys", sizeof("journeys") - 1, 1);
	zend_declare_typed_property(class_entry, property_journeys_name, &property_journeys_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_journeys_name);

	zval property_consents_default_value;
	ZVAL_UNDEF(&property_consents_default_value);
	zend_string *property_consents_name = zend_string_init("consents", sizeof("consents") - 1, 1);
	zend_declare_typed_property(class_entry, property_consents_name, &property_consents_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_consents_name);

	zval property_profile_default_value;
	ZVAL_UNDEF(&property_profile_default_value);
	zend_string *property_profile_name = zend_string_init("profile", sizeof("profile") - 1, 1);
	zend_declare_typed_property(class_entry, property_profile_name, &property_profile_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_profile_name);

	zval property_contacts_default_value;
	ZVAL_UNDEF(&property_contacts_default_value);
	zend_string *property_contacts_name = zend_string_init("contacts", sizeof("contacts") - 1, 1);
	zend_declare_typed_property(class_entry, property_contacts_name, &property_contacts_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_contacts_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Underway(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Underway", class_Tappa_Underway_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zend_string *property_journey_class_Tappa_Journey = zend_string_init("Tappa\\Journey", sizeof("Tappa\\Journey")-1, 1);
	zval property_journey_default_value;
	ZVAL_UNDEF(&property_journey_default_value);
	zend_string *property_journey_name = zend_string_init("journey", sizeof("journey") - 1, 1);
	zend_declare_typed_property(class_entry, property_journey_name, &property_journey_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_journey_class_Tappa_Journey, 0, 0));
	zend_string_release(property_journey_name);

	zval property_lastEvent_default_value;
	ZVAL_UNDEF(&property_lastEvent_default_value);
	zend_string *property_lastEvent_name = zend_string_init("lastEvent", sizeof("lastEvent") - 1, 1);
	zend_declare_typed_property(class_entry, property_lastEvent_name, &property_lastEvent_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_lastEvent_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Consent(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Consent", class_Tappa_Consent_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_purpose_default_value;
	ZVAL_UNDEF(&property_purpose_default_value);
	zend_string *property_purpose_name = zend_string_init("purpose", sizeof("purpose") - 1, 1);
	zend_declare_typed_property(class_entry, property_purpose_name, &property_purpose_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_purpose_name);

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zval property_isGiven_default_value;
	ZVAL_UNDEF(&property_isGiven_default_value);
	zend_string *property_isGiven_name = zend_string_init("isGiven", sizeof("isGiven") - 1, 1);
	zend_declare_typed_property(class_entry, property_isGiven_name, &property_isGiven_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isGiven_name);

	zend_string *property_since_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_since_default_value;
	ZVAL_UNDEF(&property_since_default_value);
	zend_string *property_since_name = zend_string_init("since", sizeof("since") - 1, 1);
	zend_declare_typed_property(class_entry, property_since_name, &property_since_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_since_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_since_name);

	zend_string *property_expires_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_expires_default_value;
	ZVAL_UNDEF(&property_expires_default_value);
	zend_string *property_expires_name = zend_string_init("expires", sizeof("expires") - 1, 1);
	zend_declare_typed_property(class_entry, property_expires_name, &property_expires_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_expires_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_expires_name);

	zval property_proof_default_value;
	ZVAL_UNDEF(&property_proof_default_value);
	zend_string *property_proof_name = zend_string_init("proof", sizeof("proof") - 1, 1);
	zend_declare_typed_property(class_entry, property_proof_name, &property_proof_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_proof_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Known(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Known", class_Tappa_Known_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_value_default_value;
	ZVAL_UNDEF(&property_value_default_value);
	zend_string *property_value_name = zend_string_init("value", sizeof("value") - 1, 1);
	zend_declare_typed_property(class_entry, property_value_name, &property_value_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ANY));
	zend_string_release(property_value_name);

	zend_string *property_since_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_since_default_value;
	ZVAL_UNDEF(&property_since_default_value);
	zend_string *property_since_name = zend_string_init("since", sizeof("since") - 1, 1);
	zend_declare_typed_property(class_entry, property_since_name, &property_since_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_since_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_since_name);

	zend_string *property_expires_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_expires_default_value;
	ZVAL_UNDEF(&property_expires_default_value);
	zend_string *property_expires_name = zend_string_init("expires", sizeof("expires") - 1, 1);
	zend_declare_typed_property(class_entry, property_expires_name, &property_expires_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_expires_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_expires_name);

	zend_string *property_source_class_Tappa_Source = zend_string_init("Tappa\\Source", sizeof("Tappa\\Source")-1, 1);
	zval property_source_default_value;
	ZVAL_UNDEF(&property_source_default_value);
	zend_string *property_source_name = zend_string_init("source", sizeof("source") - 1, 1);
	zend_declare_typed_property(class_entry, property_source_name, &property_source_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_source_class_Tappa_Source, 0, MAY_BE_NULL));
	zend_string_release(property_source_name);

	zval property_isPersonal_default_value;
	ZVAL_UNDEF(&property_isPersonal_default_value);
	zend_string *property_isPersonal_name = zend_string_init("isPersonal", sizeof("isPersonal") - 1, 1);
	zend_declare_typed_property(class_entry, property_isPersonal_name, &property_isPersonal_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isPersonal_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Contact(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Contact", class_Tappa_Contact_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_key_name);

	zval property_model_default_value;
	ZVAL_UNDEF(&property_model_default_value);
	zend_string *property_model_name = zend_string_init("model", sizeof("model") - 1, 1);
	zend_declare_typed_property(class_entry, property_model_name, &property_model_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_model_name);

	zval property_touchpoint_default_value;
	ZVAL_UNDEF(&property_touchpoint_default_value);
	zend_string *property_touchpoint_name = zend_string_init("touchpoint", sizeof("touchpoint") - 1, 1);
	zend_declare_typed_property(class_entry, property_touchpoint_name, &property_touchpoint_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_touchpoint_name);

	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_channel_name);

	zend_string *property_state_class_Tappa_ContactState = zend_string_init("Tappa\\ContactState", sizeof("Tappa\\ContactState")-1, 1);
	zval property_state_default_value;
	ZVAL_UNDEF(&property_state_default_value);
	zend_string *property_state_name = zend_string_init("state", sizeof("state") - 1, 1);
	zend_declare_typed_property(class_entry, property_state_name, &property_state_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_state_class_Tappa_ContactState, 0, 0));
	zend_string_release(property_state_name);

	zend_string *property_wanted_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_wanted_default_value;
	ZVAL_UNDEF(&property_wanted_default_value);
	zend_string *property_wanted_name = zend_string_init("wanted", sizeof("wanted") - 1, 1);
	zend_declare_typed_property(class_entry, property_wanted_name, &property_wanted_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_wanted_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_wanted_name);

	zend_string *property_changed_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_changed_default_value;
	ZVAL_UNDEF(&property_changed_default_value);
	zend_string *property_changed_name = zend_string_init("changed", sizeof("changed") - 1, 1);
	zend_declare_typed_property(class_entry, property_changed_name, &property_changed_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_changed_class_DateTimeImmutable, 0, 0));
	zend_string_release(property_changed_name);

	zend_string *property_due_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_due_default_value;
	ZVAL_UNDEF(&property_due_default_value);
	zend_string *property_due_name = zend_string_init("due", sizeof("due") - 1, 1);
	zend_declare_typed_property(class_entry, property_due_name, &property_due_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_due_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_due_name);

	zval property_attempt_default_value;
	ZVAL_UNDEF(&property_attempt_default_value);
	zend_string *property_attempt_name = zend_string_init("attempt", sizeof("attempt") - 1, 1);
	zend_declare_typed_property(class_entry, property_attempt_name, &property_attempt_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_attempt_name);

	zval property_isNotToday_default_value;
	ZVAL_UNDEF(&property_isNotToday_default_value);
	zend_string *property_isNotToday_name = zend_string_init("isNotToday", sizeof("isNotToday") - 1, 1);
	zend_declare_typed_property(class_entry, property_isNotToday_name, &property_isNotToday_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isNotToday_name);

	zval property_because_default_value;
	ZVAL_UNDEF(&property_because_default_value);
	zend_string *property_because_name = zend_string_init("because", sizeof("because") - 1, 1);
	zend_declare_typed_property(class_entry, property_because_name, &property_because_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_because_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Plan(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Plan", class_Tappa_Plan_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_customers_default_value;
	ZVAL_UNDEF(&property_customers_default_value);
	zend_string *property_customers_name = zend_string_init("customers", sizeof("customers") - 1, 1);
	zend_declare_typed_property(class_entry, property_customers_name, &property_customers_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_customers_name);

	zval property_journeys_default_value;
	ZVAL_UNDEF(&property_journeys_default_value);
	zend_string *property_journeys_name = zend_string_init("journeys", sizeof("journeys") - 1, 1);
	zend_declare_typed_property(class_entry, property_journeys_name, &property_journeys_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journeys_name);

	zval property_stay_default_value;
	ZVAL_UNDEF(&property_stay_default_value);
	zend_string *property_stay_name = zend_string_init("stay", sizeof("stay") - 1, 1);
	zend_declare_typed_property(class_entry, property_stay_name, &property_stay_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_stay_name);

	zval property_move_default_value;
	ZVAL_UNDEF(&property_move_default_value);
	zend_string *property_move_name = zend_string_init("move", sizeof("move") - 1, 1);
	zend_declare_typed_property(class_entry, property_move_name, &property_move_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_move_name);

	zval property_cannot_default_value;
	ZVAL_UNDEF(&property_cannot_default_value);
	zend_string *property_cannot_name = zend_string_init("cannot", sizeof("cannot") - 1, 1);
	zend_declare_typed_property(class_entry, property_cannot_name, &property_cannot_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_cannot_name);

	zval property_timersKept_default_value;
	ZVAL_UNDEF(&property_timersKept_default_value);
	zend_string *property_timersKept_name = zend_string_init("timersKept", sizeof("timersKept") - 1, 1);
	zend_declare_typed_property(class_entry, property_timersKept_name, &property_timersKept_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_timersKept_name);

	zval property_timersRearmed_default_value;
	ZVAL_UNDEF(&property_timersRearmed_default_value);
	zend_string *property_timersRearmed_name = zend_string_init("timersRearmed", sizeof("timersRearmed") - 1, 1);
	zend_declare_typed_property(class_entry, property_timersRearmed_name, &property_timersRearmed_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_timersRearmed_name);

	zval property_timersDue_default_value;
	ZVAL_UNDEF(&property_timersDue_default_value);
	zend_string *property_timersDue_name = zend_string_init("timersDue", sizeof("timersDue") - 1, 1);
	zend_declare_typed_property(class_entry, property_timersDue_name, &property_timersDue_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_timersDue_name);

	zval property_timersDropped_default_value;
	ZVAL_UNDEF(&property_timersDropped_default_value);
	zend_string *property_timersDropped_name = zend_string_init("timersDropped", sizeof("timersDropped") - 1, 1);
	zend_declare_typed_property(class_entry, property_timersDropped_name, &property_timersDropped_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_timersDropped_name);

	zval property_damaged_default_value;
	ZVAL_UNDEF(&property_damaged_default_value);
	zend_string *property_damaged_name = zend_string_init("damaged", sizeof("damaged") - 1, 1);
	zend_declare_typed_property(class_entry, property_damaged_name, &property_damaged_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_damaged_name);

	zval property_overdue_default_value;
	ZVAL_UNDEF(&property_overdue_default_value);
	zend_string *property_overdue_name = zend_string_init("overdue", sizeof("overdue") - 1, 1);
	zend_declare_typed_property(class_entry, property_overdue_name, &property_overdue_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_overdue_name);

	zval property_moves_default_value;
	ZVAL_UNDEF(&property_moves_default_value);
	zend_string *property_moves_name = zend_string_init("moves", sizeof("moves") - 1, 1);
	zend_declare_typed_property(class_entry, property_moves_name, &property_moves_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_moves_name);

	zval property_reasons_default_value;
	ZVAL_UNDEF(&property_reasons_default_value);
	zend_string *property_reasons_name = zend_string_init("reasons", sizeof("reasons") - 1, 1);
	zend_declare_typed_property(class_entry, property_reasons_name, &property_reasons_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_reasons_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_PlanMove(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "PlanMove", class_Tappa_PlanMove_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_from_default_value;
	ZVAL_UNDEF(&property_from_default_value);
	zend_string *property_from_name = zend_string_init("from", sizeof("from") - 1, 1);
	zend_declare_typed_property(class_entry, property_from_name, &property_from_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_from_name);

	zval property_to_default_value;
	ZVAL_UNDEF(&property_to_default_value);
	zend_string *property_to_name = zend_string_init("to", sizeof("to") - 1, 1);
	zend_declare_typed_property(class_entry, property_to_name, &property_to_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_to_name);

	zval property_journeys_default_value;
	ZVAL_UNDEF(&property_journeys_default_value);
	zend_string *property_journeys_name = zend_string_init("journeys", sizeof("journeys") - 1, 1);
	zend_declare_typed_property(class_entry, property_journeys_name, &property_journeys_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_journeys_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Kind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Kind", IS_LONG, class_Tappa_Kind_methods);

	zval enum_case_Unset_value;
	ZVAL_LONG(&enum_case_Unset_value, 0);
	zend_enum_add_case_cstr(class_entry, "Unset", &enum_case_Unset_value);

	zval enum_case_Bool_value;
	ZVAL_LONG(&enum_case_Bool_value, 1);
	zend_enum_add_case_cstr(class_entry, "Bool", &enum_case_Bool_value);

	zval enum_case_Int_value;
	ZVAL_LONG(&enum_case_Int_value, 2);
	zend_enum_add_case_cstr(class_entry, "Int", &enum_case_Int_value);

	zval enum_case_Uint_value;
	ZVAL_LONG(&enum_case_Uint_value, 3);
	zend_enum_add_case_cstr(class_entry, "Uint", &enum_case_Uint_value);

	zval enum_case_Double_value;
	ZVAL_LONG(&enum_case_Double_value, 4);
	zend_enum_add_case_cstr(class_entry, "Double", &enum_case_Double_value);

	zval enum_case_String_value;
	ZVAL_LONG(&enum_case_String_value, 5);
	zend_enum_add_case_cstr(class_entry, "String", &enum_case_String_value);

	zval enum_case_Bytes_value;
	ZVAL_LONG(&enum_case_Bytes_value, 6);
	zend_enum_add_case_cstr(class_entry, "Bytes", &enum_case_Bytes_value);

	zval enum_case_Timestamp_value;
	ZVAL_LONG(&enum_case_Timestamp_value, 7);
	zend_enum_add_case_cstr(class_entry, "Timestamp", &enum_case_Timestamp_value);

	zval enum_case_Duration_value;
	ZVAL_LONG(&enum_case_Duration_value, 8);
	zend_enum_add_case_cstr(class_entry, "Duration", &enum_case_Duration_value);

	zval enum_case_Null_value;
	ZVAL_LONG(&enum_case_Null_value, 9);
	zend_enum_add_case_cstr(class_entry, "Null", &enum_case_Null_value);

	zval enum_case_List_value;
	ZVAL_LONG(&enum_case_List_value, 10);
	zend_enum_add_case_cstr(class_entry, "List", &enum_case_List_value);

	zval enum_case_Map_value;
	ZVAL_LONG(&enum_case_Map_value, 11);
	zend_enum_add_case_cstr(class_entry, "Map", &enum_case_Map_value);

	zval enum_case_Type_value;
	ZVAL_LONG(&enum_case_Type_value, 12);
	zend_enum_add_case_cstr(class_entry, "Type", &enum_case_Type_value);

	zval enum_case_Error_value;
	ZVAL_LONG(&enum_case_Error_value, 13);
	zend_enum_add_case_cstr(class_entry, "Error", &enum_case_Error_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Severity(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Severity", IS_LONG, class_Tappa_Severity_methods);

	zval enum_case_Error_value;
	ZVAL_LONG(&enum_case_Error_value, 1);
	zend_enum_add_case_cstr(class_entry, "Error", &enum_case_Error_value);

	zval enum_case_Warning_value;
	ZVAL_LONG(&enum_case_Warning_value, 2);
	zend_enum_add_case_cstr(class_entry, "Warning", &enum_case_Warning_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_StageKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\StageKind", IS_LONG, class_Tappa_StageKind_methods);

	zval enum_case_Atomic_value;
	ZVAL_LONG(&enum_case_Atomic_value, 1);
	zend_enum_add_case_cstr(class_entry, "Atomic", &enum_case_Atomic_value);

	zval enum_case_Compound_value;
	ZVAL_LONG(&enum_case_Compound_value, 2);
	zend_enum_add_case_cstr(class_entry, "Compound", &enum_case_Compound_value);

	zval enum_case_Parallel_value;
	ZVAL_LONG(&enum_case_Parallel_value, 3);
	zend_enum_add_case_cstr(class_entry, "Parallel", &enum_case_Parallel_value);

	zval enum_case_Final_value;
	ZVAL_LONG(&enum_case_Final_value, 4);
	zend_enum_add_case_cstr(class_entry, "Final", &enum_case_Final_value);

	zval enum_case_HistoryShallow_value;
	ZVAL_LONG(&enum_case_HistoryShallow_value, 5);
	zend_enum_add_case_cstr(class_entry, "HistoryShallow", &enum_case_HistoryShallow_value);

	zval enum_case_HistoryDeep_value;
	ZVAL_LONG(&enum_case_HistoryDeep_value, 6);
	zend_enum_add_case_cstr(class_entry, "HistoryDeep", &enum_case_HistoryDeep_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Setting(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Setting", IS_LONG, class_Tappa_Setting_methods);

	zval enum_case_Online_value;
	ZVAL_LONG(&enum_case_Online_value, 1);
	zend_enum_add_case_cstr(class_entry, "Online", &enum_case_Online_value);

	zval enum_case_Offline_value;
	ZVAL_LONG(&enum_case_Offline_value, 2);
	zend_enum_add_case_cstr(class_entry, "Offline", &enum_case_Offline_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Direction(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Direction", IS_LONG, class_Tappa_Direction_methods);

	zval enum_case_Inbound_value;
	ZVAL_LONG(&enum_case_Inbound_value, 1);
	zend_enum_add_case_cstr(class_entry, "Inbound", &enum_case_Inbound_value);

	zval enum_case_Outbound_value;
	ZVAL_LONG(&enum_case_Outbound_value, 2);
	zend_enum_add_case_cstr(class_entry, "Outbound", &enum_case_Outbound_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Owner(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Owner", IS_LONG, class_Tappa_Owner_methods);

	zval enum_case_Owned_value;
	ZVAL_LONG(&enum_case_Owned_value, 1);
	zend_enum_add_case_cstr(class_entry, "Owned", &enum_case_Owned_value);

	zval enum_case_Paid_value;
	ZVAL_LONG(&enum_case_Paid_value, 2);
	zend_enum_add_case_cstr(class_entry, "Paid", &enum_case_Paid_value);

	zval enum_case_Earned_value;
	ZVAL_LONG(&enum_case_Earned_value, 3);
	zend_enum_add_case_cstr(class_entry, "Earned", &enum_case_Earned_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_RowKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\RowKind", IS_LONG, class_Tappa_RowKind_methods);

	zval enum_case_When_value;
	ZVAL_LONG(&enum_case_When_value, 1);
	zend_enum_add_case_cstr(class_entry, "When", &enum_case_When_value);

	zval enum_case_Done_value;
	ZVAL_LONG(&enum_case_Done_value, 2);
	zend_enum_add_case_cstr(class_entry, "Done", &enum_case_Done_value);

	zval enum_case_Always_value;
	ZVAL_LONG(&enum_case_Always_value, 3);
	zend_enum_add_case_cstr(class_entry, "Always", &enum_case_Always_value);

	zval enum_case_After_value;
	ZVAL_LONG(&enum_case_After_value, 4);
	zend_enum_add_case_cstr(class_entry, "After", &enum_case_After_value);

	zval enum_case_Entry_value;
	ZVAL_LONG(&enum_case_Entry_value, 5);
	zend_enum_add_case_cstr(class_entry, "Entry", &enum_case_Entry_value);

	zval enum_case_Initial_value;
	ZVAL_LONG(&enum_case_Initial_value, 6);
	zend_enum_add_case_cstr(class_entry, "Initial", &enum_case_Initial_value);

	zval enum_case_HistoryDefault_value;
	ZVAL_LONG(&enum_case_HistoryDefault_value, 7);
	zend_enum_add_case_cstr(class_entry, "HistoryDefault", &enum_case_HistoryDefault_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Again(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Again", IS_LONG, class_Tappa_Again_methods);

	zval enum_case_Never_value;
	ZVAL_LONG(&enum_case_Never_value, 0);
	zend_enum_add_case_cstr(class_entry, "Never", &enum_case_Never_value);

	zval enum_case_AfterEnd_value;
	ZVAL_LONG(&enum_case_AfterEnd_value, 1);
	zend_enum_add_case_cstr(class_entry, "AfterEnd", &enum_case_AfterEnd_value);

	zval enum_case_Always_value;
	ZVAL_LONG(&enum_case_Always_value, 2);
	zend_enum_add_case_cstr(class_entry, "Always", &enum_case_Always_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_StepKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\StepKind", IS_LONG, class_Tappa_StepKind_methods);

	zval enum_case_Start_value;
	ZVAL_LONG(&enum_case_Start_value, 1);
	zend_enum_add_case_cstr(class_entry, "Start", &enum_case_Start_value);

	zval enum_case_Event_value;
	ZVAL_LONG(&enum_case_Event_value, 2);
	zend_enum_add_case_cstr(class_entry, "Event", &enum_case_Event_value);

	zval enum_case_Sent_value;
	ZVAL_LONG(&enum_case_Sent_value, 3);
	zend_enum_add_case_cstr(class_entry, "Sent", &enum_case_Sent_value);

	zval enum_case_After_value;
	ZVAL_LONG(&enum_case_After_value, 4);
	zend_enum_add_case_cstr(class_entry, "After", &enum_case_After_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Space(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Space", IS_LONG, class_Tappa_Space_methods);

	zval enum_case_Data_value;
	ZVAL_LONG(&enum_case_Data_value, 1);
	zend_enum_add_case_cstr(class_entry, "Data", &enum_case_Data_value);

	zval enum_case_Profile_value;
	ZVAL_LONG(&enum_case_Profile_value, 2);
	zend_enum_add_case_cstr(class_entry, "Profile", &enum_case_Profile_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_TimerKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\TimerKind", IS_LONG, class_Tappa_TimerKind_methods);

	zval enum_case_Armed_value;
	ZVAL_LONG(&enum_case_Armed_value, 1);
	zend_enum_add_case_cstr(class_entry, "Armed", &enum_case_Armed_value);

	zval enum_case_Dropped_value;
	ZVAL_LONG(&enum_case_Dropped_value, 2);
	zend_enum_add_case_cstr(class_entry, "Dropped", &enum_case_Dropped_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_EffectKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\EffectKind", IS_LONG, class_Tappa_EffectKind_methods);

	zval enum_case_Learn_value;
	ZVAL_LONG(&enum_case_Learn_value, 1);
	zend_enum_add_case_cstr(class_entry, "Learn", &enum_case_Learn_value);

	zval enum_case_Contact_value;
	ZVAL_LONG(&enum_case_Contact_value, 2);
	zend_enum_add_case_cstr(class_entry, "Contact", &enum_case_Contact_value);

	zval enum_case_Start_value;
	ZVAL_LONG(&enum_case_Start_value, 3);
	zend_enum_add_case_cstr(class_entry, "Start", &enum_case_Start_value);

	zval enum_case_Emit_value;
	ZVAL_LONG(&enum_case_Emit_value, 4);
	zend_enum_add_case_cstr(class_entry, "Emit", &enum_case_Emit_value);

	zval enum_case_Count_value;
	ZVAL_LONG(&enum_case_Count_value, 5);
	zend_enum_add_case_cstr(class_entry, "Count", &enum_case_Count_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Verdict(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Verdict", IS_LONG, class_Tappa_Verdict_methods);

	zval enum_case_Taken_value;
	ZVAL_LONG(&enum_case_Taken_value, 1);
	zend_enum_add_case_cstr(class_entry, "Taken", &enum_case_Taken_value);

	zval enum_case_NotThisStage_value;
	ZVAL_LONG(&enum_case_NotThisStage_value, 2);
	zend_enum_add_case_cstr(class_entry, "NotThisStage", &enum_case_NotThisStage_value);

	zval enum_case_False_value;
	ZVAL_LONG(&enum_case_False_value, 3);
	zend_enum_add_case_cstr(class_entry, "False", &enum_case_False_value);

	zval enum_case_Failed_value;
	ZVAL_LONG(&enum_case_Failed_value, 4);
	zend_enum_add_case_cstr(class_entry, "Failed", &enum_case_Failed_value);

	zval enum_case_Shadowed_value;
	ZVAL_LONG(&enum_case_Shadowed_value, 5);
	zend_enum_add_case_cstr(class_entry, "Shadowed", &enum_case_Shadowed_value);

	zval enum_case_Preempted_value;
	ZVAL_LONG(&enum_case_Preempted_value, 6);
	zend_enum_add_case_cstr(class_entry, "Preempted", &enum_case_Preempted_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_MovedKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\MovedKind", IS_LONG, class_Tappa_MovedKind_methods);

	zval enum_case_Mapped_value;
	ZVAL_LONG(&enum_case_Mapped_value, 1);
	zend_enum_add_case_cstr(class_entry, "Mapped", &enum_case_Mapped_value);

	zval enum_case_Dropped_value;
	ZVAL_LONG(&enum_case_Dropped_value, 2);
	zend_enum_add_case_cstr(class_entry, "Dropped", &enum_case_Dropped_value);

	zval enum_case_Rearmed_value;
	ZVAL_LONG(&enum_case_Rearmed_value, 3);
	zend_enum_add_case_cstr(class_entry, "Rearmed", &enum_case_Rearmed_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Source(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Source", IS_LONG, class_Tappa_Source_methods);

	zval enum_case_Declared_value;
	ZVAL_LONG(&enum_case_Declared_value, 1);
	zend_enum_add_case_cstr(class_entry, "Declared", &enum_case_Declared_value);

	zval enum_case_Observed_value;
	ZVAL_LONG(&enum_case_Observed_value, 2);
	zend_enum_add_case_cstr(class_entry, "Observed", &enum_case_Observed_value);

	zval enum_case_Derived_value;
	ZVAL_LONG(&enum_case_Derived_value, 3);
	zend_enum_add_case_cstr(class_entry, "Derived", &enum_case_Derived_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Policy(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Policy", IS_LONG, class_Tappa_Policy_methods);

	zval enum_case_Follow_value;
	ZVAL_LONG(&enum_case_Follow_value, 0);
	zend_enum_add_case_cstr(class_entry, "Follow", &enum_case_Follow_value);

	zval enum_case_Pin_value;
	ZVAL_LONG(&enum_case_Pin_value, 1);
	zend_enum_add_case_cstr(class_entry, "Pin", &enum_case_Pin_value);

	zval enum_case_Migrate_value;
	ZVAL_LONG(&enum_case_Migrate_value, 2);
	zend_enum_add_case_cstr(class_entry, "Migrate", &enum_case_Migrate_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Outcome(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Outcome", IS_LONG, class_Tappa_Outcome_methods);

	zval enum_case_Taken_value;
	ZVAL_LONG(&enum_case_Taken_value, 1);
	zend_enum_add_case_cstr(class_entry, "Taken", &enum_case_Taken_value);

	zval enum_case_Ignored_value;
	ZVAL_LONG(&enum_case_Ignored_value, 2);
	zend_enum_add_case_cstr(class_entry, "Ignored", &enum_case_Ignored_value);

	zval enum_case_Duplicate_value;
	ZVAL_LONG(&enum_case_Duplicate_value, 3);
	zend_enum_add_case_cstr(class_entry, "Duplicate", &enum_case_Duplicate_value);

	zval enum_case_TooLate_value;
	ZVAL_LONG(&enum_case_TooLate_value, 4);
	zend_enum_add_case_cstr(class_entry, "TooLate", &enum_case_TooLate_value);

	zval enum_case_UnknownEvent_value;
	ZVAL_LONG(&enum_case_UnknownEvent_value, 5);
	zend_enum_add_case_cstr(class_entry, "UnknownEvent", &enum_case_UnknownEvent_value);

	zval enum_case_Nobody_value;
	ZVAL_LONG(&enum_case_Nobody_value, 6);
	zend_enum_add_case_cstr(class_entry, "Nobody", &enum_case_Nobody_value);

	zval enum_case_Refused_value;
	ZVAL_LONG(&enum_case_Refused_value, 7);
	zend_enum_add_case_cstr(class_entry, "Refused", &enum_case_Refused_value);

	zval enum_case_Damaged_value;
	ZVAL_LONG(&enum_case_Damaged_value, 8);
	zend_enum_add_case_cstr(class_entry, "Damaged", &enum_case_Damaged_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_DecisionKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\DecisionKind", IS_LONG, class_Tappa_DecisionKind_methods);

	zval enum_case_Offer_value;
	ZVAL_LONG(&enum_case_Offer_value, 1);
	zend_enum_add_case_cstr(class_entry, "Offer", &enum_case_Offer_value);

	zval enum_case_Contact_value;
	ZVAL_LONG(&enum_case_Contact_value, 2);
	zend_enum_add_case_cstr(class_entry, "Contact", &enum_case_Contact_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Reason(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Reason", IS_LONG, class_Tappa_Reason_methods);

	zval enum_case_Open_value;
	ZVAL_LONG(&enum_case_Open_value, 0);
	zend_enum_add_case_cstr(class_entry, "Open", &enum_case_Open_value);

	zval enum_case_NotHere_value;
	ZVAL_LONG(&enum_case_NotHere_value, 1);
	zend_enum_add_case_cstr(class_entry, "NotHere", &enum_case_NotHere_value);

	zval enum_case_NotYet_value;
	ZVAL_LONG(&enum_case_NotYet_value, 2);
	zend_enum_add_case_cstr(class_entry, "NotYet", &enum_case_NotYet_value);

	zval enum_case_Claimed_value;
	ZVAL_LONG(&enum_case_Claimed_value, 3);
	zend_enum_add_case_cstr(class_entry, "Claimed", &enum_case_Claimed_value);

	zval enum_case_Over_value;
	ZVAL_LONG(&enum_case_Over_value, 4);
	zend_enum_add_case_cstr(class_entry, "Over", &enum_case_Over_value);

	zval enum_case_NotThisStage_value;
	ZVAL_LONG(&enum_case_NotThisStage_value, 5);
	zend_enum_add_case_cstr(class_entry, "NotThisStage", &enum_case_NotThisStage_value);

	zval enum_case_Holdout_value;
	ZVAL_LONG(&enum_case_Holdout_value, 6);
	zend_enum_add_case_cstr(class_entry, "Holdout", &enum_case_Holdout_value);

	zval enum_case_Condition_value;
	ZVAL_LONG(&enum_case_Condition_value, 7);
	zend_enum_add_case_cstr(class_entry, "Condition", &enum_case_Condition_value);

	zval enum_case_NoConsent_value;
	ZVAL_LONG(&enum_case_NoConsent_value, 8);
	zend_enum_add_case_cstr(class_entry, "NoConsent", &enum_case_NoConsent_value);

	zval enum_case_Quiet_value;
	ZVAL_LONG(&enum_case_Quiet_value, 9);
	zend_enum_add_case_cstr(class_entry, "Quiet", &enum_case_Quiet_value);

	zval enum_case_Capped_value;
	ZVAL_LONG(&enum_case_Capped_value, 10);
	zend_enum_add_case_cstr(class_entry, "Capped", &enum_case_Capped_value);

	zval enum_case_Outranked_value;
	ZVAL_LONG(&enum_case_Outranked_value, 11);
	zend_enum_add_case_cstr(class_entry, "Outranked", &enum_case_Outranked_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ContactState(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\ContactState", IS_LONG, class_Tappa_ContactState_methods);

	zval enum_case_Wanted_value;
	ZVAL_LONG(&enum_case_Wanted_value, 1);
	zend_enum_add_case_cstr(class_entry, "Wanted", &enum_case_Wanted_value);

	zval enum_case_Claimed_value;
	ZVAL_LONG(&enum_case_Claimed_value, 2);
	zend_enum_add_case_cstr(class_entry, "Claimed", &enum_case_Claimed_value);

	zval enum_case_Sent_value;
	ZVAL_LONG(&enum_case_Sent_value, 3);
	zend_enum_add_case_cstr(class_entry, "Sent", &enum_case_Sent_value);

	zval enum_case_Opened_value;
	ZVAL_LONG(&enum_case_Opened_value, 4);
	zend_enum_add_case_cstr(class_entry, "Opened", &enum_case_Opened_value);

	zval enum_case_Unopened_value;
	ZVAL_LONG(&enum_case_Unopened_value, 5);
	zend_enum_add_case_cstr(class_entry, "Unopened", &enum_case_Unopened_value);

	zval enum_case_Bounced_value;
	ZVAL_LONG(&enum_case_Bounced_value, 6);
	zend_enum_add_case_cstr(class_entry, "Bounced", &enum_case_Bounced_value);

	zval enum_case_Failed_value;
	ZVAL_LONG(&enum_case_Failed_value, 7);
	zend_enum_add_case_cstr(class_entry, "Failed", &enum_case_Failed_value);

	zval enum_case_Withdrawn_value;
	ZVAL_LONG(&enum_case_Withdrawn_value, 8);
	zend_enum_add_case_cstr(class_entry, "Withdrawn", &enum_case_Withdrawn_value);

	zval enum_case_Expired_value;
	ZVAL_LONG(&enum_case_Expired_value, 9);
	zend_enum_add_case_cstr(class_entry, "Expired", &enum_case_Expired_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Status(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Tappa\\Status", IS_LONG, class_Tappa_Status_methods);

	zval enum_case_Ok_value;
	ZVAL_LONG(&enum_case_Ok_value, 0);
	zend_enum_add_case_cstr(class_entry, "Ok", &enum_case_Ok_value);

	zval enum_case_NotBegun_value;
	ZVAL_LONG(&enum_case_NotBegun_value, 1);
	zend_enum_add_case_cstr(class_entry, "NotBegun", &enum_case_NotBegun_value);

	zval enum_case_Invalid_value;
	ZVAL_LONG(&enum_case_Invalid_value, -1);
	zend_enum_add_case_cstr(class_entry, "Invalid", &enum_case_Invalid_value);

	zval enum_case_Memory_value;
	ZVAL_LONG(&enum_case_Memory_value, -2);
	zend_enum_add_case_cstr(class_entry, "Memory", &enum_case_Memory_value);

	zval enum_case_Model_value;
	ZVAL_LONG(&enum_case_Model_value, -3);
	zend_enum_add_case_cstr(class_entry, "Model", &enum_case_Model_value);

	zval enum_case_Limit_value;
	ZVAL_LONG(&enum_case_Limit_value, -4);
	zend_enum_add_case_cstr(class_entry, "Limit", &enum_case_Limit_value);

	zval enum_case_Late_value;
	ZVAL_LONG(&enum_case_Late_value, -5);
	zend_enum_add_case_cstr(class_entry, "Late", &enum_case_Late_value);

	zval enum_case_Field_value;
	ZVAL_LONG(&enum_case_Field_value, -6);
	zend_enum_add_case_cstr(class_entry, "Field", &enum_case_Field_value);

	zval enum_case_Loop_value;
	ZVAL_LONG(&enum_case_Loop_value, -7);
	zend_enum_add_case_cstr(class_entry, "Loop", &enum_case_Loop_value);

	zval enum_case_Time_value;
	ZVAL_LONG(&enum_case_Time_value, -8);
	zend_enum_add_case_cstr(class_entry, "Time", &enum_case_Time_value);

	zval enum_case_Snapshot_value;
	ZVAL_LONG(&enum_case_Snapshot_value, -9);
	zend_enum_add_case_cstr(class_entry, "Snapshot", &enum_case_Snapshot_value);

	zval enum_case_Version_value;
	ZVAL_LONG(&enum_case_Version_value, -10);
	zend_enum_add_case_cstr(class_entry, "Version", &enum_case_Version_value);

	zval enum_case_Mismatch_value;
	ZVAL_LONG(&enum_case_Mismatch_value, -11);
	zend_enum_add_case_cstr(class_entry, "Mismatch", &enum_case_Mismatch_value);

	zval enum_case_Zone_value;
	ZVAL_LONG(&enum_case_Zone_value, -12);
	zend_enum_add_case_cstr(class_entry, "Zone", &enum_case_Zone_value);

	zval enum_case_Io_value;
	ZVAL_LONG(&enum_case_Io_value, -13);
	zend_enum_add_case_cstr(class_entry, "Io", &enum_case_Io_value);

	zval enum_case_Expression_value;
	ZVAL_LONG(&enum_case_Expression_value, -14);
	zend_enum_add_case_cstr(class_entry, "Expression", &enum_case_Expression_value);

	zval enum_case_Name_value;
	ZVAL_LONG(&enum_case_Name_value, -15);
	zend_enum_add_case_cstr(class_entry, "Name", &enum_case_Name_value);

	zval enum_case_Models_value;
	ZVAL_LONG(&enum_case_Models_value, -16);
	zend_enum_add_case_cstr(class_entry, "Models", &enum_case_Models_value);

	zval enum_case_Format_value;
	ZVAL_LONG(&enum_case_Format_value, -17);
	zend_enum_add_case_cstr(class_entry, "Format", &enum_case_Format_value);

	zval enum_case_Conflict_value;
	ZVAL_LONG(&enum_case_Conflict_value, -18);
	zend_enum_add_case_cstr(class_entry, "Conflict", &enum_case_Conflict_value);

	zval enum_case_Store_value;
	ZVAL_LONG(&enum_case_Store_value, -19);
	zend_enum_add_case_cstr(class_entry, "Store", &enum_case_Store_value);

	zval enum_case_Busy_value;
	ZVAL_LONG(&enum_case_Busy_value, -20);
	zend_enum_add_case_cstr(class_entry, "Busy", &enum_case_Busy_value);

	zval enum_case_Forked_value;
	ZVAL_LONG(&enum_case_Forked_value, -21);
	zend_enum_add_case_cstr(class_entry, "Forked", &enum_case_Forked_value);

	zval enum_case_Unknown_value;
	ZVAL_LONG(&enum_case_Unknown_value, -22);
	zend_enum_add_case_cstr(class_entry, "Unknown", &enum_case_Unknown_value);

	zval enum_case_NotDue_value;
	ZVAL_LONG(&enum_case_NotDue_value, 2);
	zend_enum_add_case_cstr(class_entry, "NotDue", &enum_case_NotDue_value);

	zval enum_case_End_value;
	ZVAL_LONG(&enum_case_End_value, 3);
	zend_enum_add_case_cstr(class_entry, "End", &enum_case_End_value);

	zval enum_case_More_value;
	ZVAL_LONG(&enum_case_More_value, 4);
	zend_enum_add_case_cstr(class_entry, "More", &enum_case_More_value);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_Exception(zend_class_entry *class_entry_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "Exception", class_Tappa_Exception_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Exception);

	zend_string *property_status_class_Tappa_Status = zend_string_init("Tappa\\Status", sizeof("Tappa\\Status")-1, 1);
	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_status_class_Tappa_Status, 0, 0));
	zend_string_release(property_status_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_InvalidException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "InvalidException", class_Tappa_InvalidException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_MemoryException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "MemoryException", class_Tappa_MemoryException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ModelException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ModelException", class_Tappa_ModelException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	zval property_diagnostics_default_value;
	ZVAL_UNDEF(&property_diagnostics_default_value);
	zend_string *property_diagnostics_name = zend_string_init("diagnostics", sizeof("diagnostics") - 1, 1);
	zend_declare_typed_property(class_entry, property_diagnostics_name, &property_diagnostics_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_diagnostics_name);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_LimitException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "LimitException", class_Tappa_LimitException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_LateException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "LateException", class_Tappa_LateException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_FieldException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "FieldException", class_Tappa_FieldException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_LoopException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "LoopException", class_Tappa_LoopException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_TimeException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "TimeException", class_Tappa_TimeException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_SnapshotException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "SnapshotException", class_Tappa_SnapshotException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_VersionException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "VersionException", class_Tappa_VersionException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_MismatchException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "MismatchException", class_Tappa_MismatchException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ZoneException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ZoneException", class_Tappa_ZoneException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_IoException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "IoException", class_Tappa_IoException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ExpressionException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ExpressionException", class_Tappa_ExpressionException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_NameException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "NameException", class_Tappa_NameException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ModelsException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ModelsException", class_Tappa_ModelsException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_FormatException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "FormatException", class_Tappa_FormatException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ConflictException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ConflictException", class_Tappa_ConflictException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_StoreException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "StoreException", class_Tappa_StoreException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_BusyException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "BusyException", class_Tappa_BusyException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_ForkedException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "ForkedException", class_Tappa_ForkedException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Tappa_UnknownException(zend_class_entry *class_entry_Tappa_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Tappa", "UnknownException", class_Tappa_UnknownException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Tappa_Exception);

	return class_entry;
}
