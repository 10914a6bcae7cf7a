/* Small mistakes and what stands just beside them: of each part of a model behind its head, the code of the first error, or 0 where it is none.
 * The words are the golden tests' affair. */
#define _DEFAULT_SOURCE /* mkdtemp, usleep, setitimer */

#include "tests/support/world.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct row {
    const char *name;
    int32_t code;
    const char *text;
} rows[] = {
    {"the clock 0a:00", 209, "stages: {a: {after: {1d: {at: \"0a:00\", to: b}}}, b: {}}\n"},
    {"the clock a0:00", 209, "stages: {a: {after: {1d: {at: \"a0:00\", to: b}}}, b: {}}\n"},
    {"the clock 00:0a", 209, "stages: {a: {after: {1d: {at: \"00:0a\", to: b}}}, b: {}}\n"},
    {"the clock 00:a0", 209, "stages: {a: {after: {1d: {at: \"00:a0\", to: b}}}, b: {}}\n"},
    {"the clock 00:00:0a", 209, "stages: {a: {after: {1d: {at: \"00:00:0a\", to: b}}}, b: {}}\n"},
    {"the clock 09:00x00", 209, "stages: {a: {after: {1d: {at: \"09:00x00\", to: b}}}, b: {}}\n"},
    {"the clock 09:60", 209, "stages: {a: {after: {1d: {at: \"09:60\", to: b}}}, b: {}}\n"},
    {"the clock 24:00", 209, "stages: {a: {after: {1d: {at: \"24:00\", to: b}}}, b: {}}\n"},
    {"the clock 09:00:60", 209, "stages: {a: {after: {1d: {at: \"09:00:60\", to: b}}}, b: {}}\n"},
    {"the clock /0:00", 209, "stages: {a: {after: {1d: {at: \"/0:00\", to: b}}}, b: {}}\n"},
    {"the clock :0:00", 209, "stages: {a: {after: {1d: {at: \":0:00\", to: b}}}, b: {}}\n"},
    {"the clock 0/:00", 209, "stages: {a: {after: {1d: {at: \"0/:00\", to: b}}}, b: {}}\n"},
    {"the clock 0900", 209, "stages: {a: {after: {1d: {at: \"0900\", to: b}}}, b: {}}\n"},
    {"the clock 09-00", 209, "stages: {a: {after: {1d: {at: \"09-00\", to: b}}}, b: {}}\n"},
    {"the clock 9:00:00", 209, "stages: {a: {after: {1d: {at: \"9:00:00\", to: b}}}, b: {}}\n"},
    {"a whole number beyond 64 bits", 210, "entry_rules: {again: always}\nstages: {a: {enter: [{count: x, by: 1}]}}\ncontact_rules: {caps: [{at_most: 99999999999999999999, per: 1d}]}\n"},
    {"a number beyond doubles", 210, "channels: {c: {}}\ntouchpoints: {t: {channel: c, cost: 1e999}}\nstages: {a: {}, b: {}}\n"},
    {"a number in quotes", 206, "channels: {c: {}}\ntouchpoints: {t: {channel: c, cost: \"1\"}}\nstages: {a: {}, b: {}}\n"},
    {"a parallel history", 502, "stages: {a: {stages: {h: {history: deep, parallel: true}, b: {}}}}\n"},
    {"a final history", 502, "stages: {a: {stages: {h: {history: deep, final: true}, b: {}}}}\n"},
    {"a history that is not parallel nor final", 0, "stages: {a: {stages: {h: {history: deep, parallel: false, final: false}, b: {}}}}\n"},
    {"a parallel final", 504, "stages: {a: {}, b: {final: true, parallel: true}}\n"},
    {"a final that is not parallel", 0, "stages: {a: {}, b: {final: true, parallel: false}}\n"},
    {"the key {}", 406, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"{}\"}\nstages: {a: {}, b: {}}\n"},
    {"the key [1]", 406, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"[1]\"}\nstages: {a: {}, b: {}}\n"},
    {"the key null", 406, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"null\"}\nstages: {a: {}, b: {}}\n"},
    {"the key type(1)", 406, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"type(1)\"}\nstages: {a: {}, b: {}}\n"},
    {"the key b'x'", 406, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"b'x'\"}\nstages: {a: {}, b: {}}\n"},
    {"the key 1", 0, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"1\"}\nstages: {a: {}, b: {}}\n"},
    {"the key 1.5", 0, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"1.5\"}\nstages: {a: {}, b: {}}\n"},
    {"the key 'x'", 0, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"'x'\"}\nstages: {a: {}, b: {}}\n"},
    {"the key event.n", 0, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"event.n\"}\nstages: {a: {}, b: {}}\n"},
    {"the key timestamp('2026-01-01T00:00:00Z')", 0, "events: {A: {}, B: {}, C: {fields: {n: int, d: double}}}\nentry: {C: a}\nentry_rules: {key: \"timestamp('2026-01-01T00:00:00Z')\"}\nstages: {a: {}, b: {}}\n"},
    {"a controlled touchpoint", 0, "channels: {c: {}}\ntouchpoints: {t: {channel: c, controlled: true}, u: {channel: c, controlled: false}}\nstages: {a: {}, b: {}}\n"},
    {"not personal", 0, "profile: {p: {type: int, personal: false}, q: {type: int, personal: true}}\nstages: {a: {}, b: {}}\n"},
    {"the field name", 303, "events: {A: {fields: {name: int}}}\nstages: {a: {}, b: {}}\n"},
    {"the field time", 303, "events: {A: {fields: {time: int}}}\nstages: {a: {}, b: {}}\n"},
    {"the field touchpoint", 303, "events: {A: {fields: {touchpoint: int}}}\nstages: {a: {}, b: {}}\n"},
    {"the field channel", 303, "events: {A: {fields: {channel: int}}}\nstages: {a: {}, b: {}}\n"},
    {"the field names", 0, "events: {A: {fields: {names: int}}}\nstages: {a: {}, b: {}}\n"},
    {"migrate from beyond", 512, "migrate: {from: 4294967296}\nstages: {a: {}, b: {}}\n"},
    {"migrate from later", 512, "migrate: {from: 4}\nstages: {a: {}, b: {}}\n"},
    {"migrate to a history", 512, "migrate: {from: 1, stages: {x: h}}\nstages: {a: {stages: {h: {history: deep}, b: {}}}}\n"},
    {"migrate to nothing known", 304, "migrate: {from: 1, stages: {x: zz}}\nstages: {a: {}, b: {}}\n"},
    {"the guard x > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'x > 1', to: b}}}, b: {}}\n"},
    {"the guard p > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'p > 1', to: b}}}, b: {}}\n"},
    {"the guard n > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'n > 1', to: b}}}, b: {}}\n"},
    {"the guard big", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'big', to: b}}}, b: {}}\n"},
    {"the guard journey.at > 1", 408, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.at > 1', to: b}}}, b: {}}\n"},
    {"the guard journey.entered > 1", 408, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.entered > 1', to: b}}}, b: {}}\n"},
    {"the guard journey.visits > 1", 408, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.visits > 1', to: b}}}, b: {}}\n"},
    {"the guard journey.zz > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.zz > 1', to: b}}}, b: {}}\n"},
    {"the guard journey.at('zz')", 304, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.at(\"zz\")', to: b}}}, b: {}}\n"},
    {"the guard journey.zz('a')", 314, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey.zz(\"a\")', to: b}}}, b: {}}\n"},
    {"the guard data.zz('a')", 314, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'data.zz(\"a\")', to: b}}}, b: {}}\n"},
    {"the guard foo.bar()", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'foo.bar()', to: b}}}, b: {}}\n"},
    {"the guard event.nn > 1", 306, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'event.nn > 1', to: b}}}, b: {}}\n"},
    {"the guard data.xx > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'data.xx > 1', to: b}}}, b: {}}\n"},
    {"the guard profile.zz > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'profile.zz > 1', to: b}}}, b: {}}\n"},
    {"the guard persona.bi", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'persona.bi', to: b}}}, b: {}}\n"},
    {"the guard persona.", 400, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'persona.', to: b}}}, b: {}}\n"},
    {"the guard experiment.zz == 'a'", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'experiment.zz == \"a\"', to: b}}}, b: {}}\n"},
    {"the guard zz.a > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'zz.a > 1', to: b}}}, b: {}}\n"},
    {"the guard journey", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'journey', to: b}}}, b: {}}\n"},
    {"the guard event > 1", 300, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'event > 1', to: b}}}, b: {}}\n"},
    {"the guard true", 0, "data: {x: {type: int, default: 0}}\nprofile: {p: {type: int}}\npersonas: {big: profile.p > 1}\nevents: {A: {fields: {n: int}}}\nstages: {a: {when: {A: {if: 'true', to: b}}}, b: {}}\n"},
    {"arms beyond doubles", 511, "experiments: {e: {arms: {x: 1e308, y: 1e308}}}\nstages: {a: {}, b: {}}\n"},
    {"arms of nothing", 511, "experiments: {e: {arms: {x: 0, y: 0}}}\nstages: {a: {}, b: {}}\n"},
    {"the event x.*", 303, "events: {x.*: {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on x.*", 0, "events: {x.y: {}}\nstages: {a: {when: {x.*: b}}, b: {}}\n"},
    {"the event *", 303, "events: {\"*\": {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on *", 0, "events: {x.y: {}}\nstages: {a: {when: {\"*\": b}}, b: {}}\n"},
    {"the event a*", 0, "events: {a*: {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on a*", 305, "events: {x.y: {}}\nstages: {a: {when: {a*: b}}, b: {}}\n"},
    {"the event .*", 303, "events: {\".*\": {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on .*", 305, "events: {x.y: {}}\nstages: {a: {when: {\".*\": b}}, b: {}}\n"},
    {"the event *a", 0, "events: {\"*a\": {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on *a", 305, "events: {x.y: {}}\nstages: {a: {when: {\"*a\": b}}, b: {}}\n"},
    {"the event x*", 0, "events: {x*: {}}\nstages: {a: {}, b: {}}\n"},
    {"a row on x*", 305, "events: {x.y: {}}\nstages: {a: {when: {x*: b}}, b: {}}\n"},
    {"caps without per", 202, "contact_rules: {caps: [{at_most: 1}]}\nstages: {a: {}, b: {}}\n"},
    {"a response without within", 202, "channels: {c: {}}\ncontact_rules: {response_times: [{channel: c}]}\nstages: {a: {}, b: {}}\n"},
    {"internal that is not", 0, "events: {A: {}}\nstages: {a: {when: {A: {to: b, internal: false}}}, b: {}}\n"},
    {"internal to itself", 0, "events: {A: {}}\nstages: {a: {when: {A: {to: a, internal: true}}, stages: {c: {}}}, b: {}}\n"},
    {"internal to its child", 0, "events: {A: {}}\nstages: {a: {when: {A: {to: c, internal: true}}, stages: {c: {}}}, b: {}}\n"},
    {"internal to who stands before", 0, "events: {A: {}}\nstages: {b: {}, a: {when: {A: {to: b, internal: true}}, stages: {c: {}}}}\n"},
    {"a yaml null for a list", 203, "events: {A: {}}\nstages: {a: {when: {A: null}}, b: {}}\n"},
    {"a null title", 203, "title: null\nstages: {a: {}, b: {}}\n"},
    {"quoted true", 207, "events: {A: {}}\nstages: {a: {when: {A: {to: b, internal: \"true\"}}}, b: {}}\n"},
    {"a duration of CEL as default", 0, "data: {d: {type: duration, default: 1h30m}, e: {type: duration, default: PT5M}}\nstages: {a: {}, b: {}}\n"},
    {"a negative duration", 414, "data: {d: {type: duration, default: -1h}}\nstages: {a: {}, b: {}}\n"},
    {"a very long duration", 414, "data: {d: {type: duration, default: 99999999h}}\nstages: {a: {}, b: {}}\n"},
    {"a bool in quotes", 414, "data: {d: {type: bool, default: \"true\"}}\nstages: {a: {}, b: {}}\n"},
    {"a bool that is none", 414, "data: {d: {type: bool, default: maybe}}\nstages: {a: {}, b: {}}\n"},
    {"an int in quotes", 414, "data: {d: {type: int, default: \"1\"}}\nstages: {a: {}, b: {}}\n"},
    {"a double in quotes", 414, "data: {d: {type: double, default: \"1\"}}\nstages: {a: {}, b: {}}\n"},
    {"a timestamp that is none", 414, "data: {d: {type: timestamp, default: yesterday}}\nstages: {a: {}, b: {}}\n"},
    {"a field of two kinds", 413, "events: {A: {fields: {n: int}}, B: {fields: {n: double}}, C: {fields: {n: string}}}\nstages: {a: {when: {\"*\": {if: \"has(event.n)\", to: b}}}, b: {}}\n"},
    {"a stage tree with targets in one region", 0, "stages: {p: {parallel: true, stages: {l: {stages: {l1: {}, l2: {}}}, r: {}}}, b: {}}\nevents: {A: {}}\n"},
    {"empty list of stages", 203, "stages: []\n"},
    {"stages of nothing", 214, "stages: {}\n"},
    {"a list in a list", 203, "events: {A: {}}\nstages: {a: {when: [[A]]}, b: {}}\n"},
    {"a key that is long", 200, "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: 1\nstages: {a: {}, b: {}}\n"},
    {"a very near key", 200, "stage: {a: {}}\nstages: {a: {}, b: {}}\n"},
    {"a word of one letter", 205, "channels: {c: {setting: o}}\nstages: {a: {}, b: {}}\n"},
    {"an empty word", 214, "channels: {c: {setting: \"\"}}\nstages: {a: {}, b: {}}\n"},
    {"done twice", 0, "events: {A: {}}\nstages: {a: {done: b, when: {A: a2}, stages: {a1: {when: {A: a2}}, a2: {final: true}}}, b: {}}\n"},
    {"history with a default elsewhere", 0, "events: {A: {}}\nstages: {a: {stages: {h: {history: shallow, default: d}, c: {stages: {d: {}}}}}, b: {}}\n"},
    {"history that defaults to a history", 503, "stages: {a: {stages: {h: {history: deep, default: k}, k: {history: deep, default: h}, c: {}}}, b: {}}\n"},
    {"initial elsewhere", 500, "stages: {a: {initial: b, stages: {c: {}}}, b: {}}\n"},
    {"initial of a stage without children", 213, "stages: {a: {initial: b}, b: {}}\n"},
    {"initial is a history", 503, "stages: {a: {initial: h, stages: {h: {history: deep}, c: {}}}, b: {}}\n"},
    {"initial of a parallel", 0, "stages: {a: {parallel: true, initial: [c, d], stages: {c: {stages: {c1: {}}}, d: {}}}, b: {}}\n"},
    {"an event without a name", 214, "events: {\"\": {}}\nstages: {a: {}, b: {}}\n"},
    {"a key of one letter", 200, "events: {A: {}, B: {}}\nstages: {a: {when: {A: {i: b}}}, b: {}}\n"},
    {"a key near a short one", 200, "events: {A: {}, B: {}}\nstages: {a: {when: {A: {tooo: b}}}, b: {}}\n"},
    {"a list of nothing", 203, "events: {A: {}, B: {}}\nstages: {a: {when: {A: [null]}}, b: {}}\n"},
    {"no events", 203, "events: null\nstages: {a: {}, b: {}}\n"},
    {"a map for a list", 203, "events: {A: {aka: {x: y}}}\nstages: {a: {}, b: {}}\n"},
    {"a list for a map", 203, "events: [{A: {}}]\nstages: {a: {}, b: {}}\n"},
    {"ten years", 0, "data: {d: {type: duration, default: 87600h}}\nstages: {a: {}, b: {}}\n"},
    {"an hour more", 414, "data: {d: {type: duration, default: 87601h}}\nstages: {a: {}, b: {}}\n"},
    {"a double that is none", 414, "data: {d: {type: double, default: abc}}\nstages: {a: {}, b: {}}\n"},
    {"an int that is none", 414, "data: {d: {type: int, default: abc}}\nstages: {a: {}, b: {}}\n"},
    {"nothing as default", 214, "data: {d: {type: int, default: null}}\nstages: {a: {}, b: {}}\n"},
    {"a list as default", 203, "data: {d: {type: int, default: [1]}}\nstages: {a: {}, b: {}}\n"},
    {"a text in place of a stage", 203, "stages: {a: x}\n"},
    {"nothing in place of a text", 214, "channels: {c: {consent: null}}\nstages: {a: {}, b: {}}\n"},
    {"a stage in a list", 203, "stages: {a: [{}]}\n"},
    {"a channel of nothing", 0, "channels: {c: null}\ntouchpoints: {t: {channel: c}}\nstages: {a: {}, b: {}}\n"},
    {"an empty title", 0, "title: \"\"\nstages: {a: {}, b: {}}\n"},
    {"an empty channel", 214, "channels: {\"\": {}}\nstages: {a: {}, b: {}}\n"},
    {"aka of one", 301, "events: {A: {aka: [x]}, B: {aka: x}}\nstages: {a: {}, b: {}}\n"},
}, whole[] = {
    {"nothing", 112, ""},
    {"a number", 203, "5\n"},
    {"a list", 203, "[]\n"},
    {"null", 112, "null\n"},
    {"an empty map", 202, "{}\n"},
    {"only the format", 202, "tappa: 1\n"},
    {"another format first", 211, "tappa: 2\nmodel: m\nversion: 1\nstages: {a: {}}\n"},
    {"the format last", 215, "model: m\nversion: 1\nstages: {a: {}}\ntappa: 1\n"},
    {"a migration from far", 512, "tappa: 1\nmodel: m\nversion: 5000000000\nstages: {a: {}}\nmigrate: {from: 4294967296}\n"},
    {"a migration from near", 0, "tappa: 1\nmodel: m\nversion: 5000000000\nstages: {a: {}}\nmigrate: {from: 4294967295}\n"},
    {"a version of nothing", 214, "tappa: 1\nmodel: m\nversion: null\nstages: {a: {}}\nmigrate: {from: 1}\n"},
    {"a version beyond 64 bits", 210, "tappa: 1\nmodel: m\nversion: 99999999999999999999\nstages: {a: {}}\n"},
    {"a comment", 112, "# nothing\n"},
    {"a text", 203, "just words\n"},
};

static void
test_rows(void **state)
{
    tappa_context *context;
    int wrong = 0;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows + sizeof whole / sizeof *whole; i++) {
        size_t behind = i - sizeof rows / sizeof *rows;
        const struct row *row = i < sizeof rows / sizeof *rows ? &rows[i] : &whole[behind];
        char text[1000];
        tappa_diagnostics *list;
        tappa_model *model;
        int32_t code = 0;
        tappa_status status;

        snprintf(text, sizeof text, "%s%s", i < sizeof rows / sizeof *rows ? "tappa: 1\nmodel: m\nversion: 3\n" : "", row->text);
        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        status = tappa_model_compile(context, text, strlen(text), NULL, list, &model);
        for (size_t k = tappa_diagnostics_count(list); k-- > 0;)
            if (tappa_diagnostics_at(list, k)->severity == TAPPA_ERROR_SEVERITY)
                code = tappa_diagnostics_at(list, k)->code;
        if (code != row->code || (status == TAPPA_OK) != !code || (status == TAPPA_OK) != (model != NULL)) {
            print_error("%s: %d, not %d\n", row->name, code, row->code);
            wrong++;
        }
        tappa_model_unref(model);
        tappa_diagnostics_free(list);
    }
    tappa_context_unref(context);
    assert_int_equal(wrong, 0);
}

/* A model's name, letter by letter, at its beginning and behind it. */
static void
test_names(void **state)
{
    tappa_context *context;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (int c = 0x21; c < 0x7f; c++)
        for (int behind = 0; behind < 2; behind++) {
            int small = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
            int good = small || (behind && (digit || c == '_' || c == '-'));
            char text[200];
            tappa_model *model;

            snprintf(text, sizeof text, "tappa: 1\nmodel: \"%s%s%c\"\nversion: 1\nstages: {a: {}}\n", behind ? "x" : "", c == '"' || c == '\\' ? "\\" : "", c);
            assert_int_equal(tappa_model_compile(context, text, strlen(text), NULL, NULL, &model), good ? TAPPA_OK : TAPPA_EMODEL);
            tappa_model_unref(model);
        }
    tappa_context_unref(context);
}

/* Names longer than a message shows are cut, whatever is said of them. */
static void
test_long_names(void **state)
{
    static const char *const texts[] = {
        "stages:\n  ? ~\n  : {always: {to: ~}, when: {A: b}}\n  b: {when: {A: ~}}\nevents: {A: {}}\n",
        "stages:\n  ? ~\n  : {always: b}\n  b: {always: {to: ~}}\n  c: {when: {A: ~}}\nevents: {A: {}}\n",
        "stages:\n  a: {when: {A: b}}\n  b: {}\n  ? ~\n  : {final: false}\nevents: {A: {}, \"~\": {}}\ntitle: ~\n",
        "stages: {a: {enter: [{cancel: ~}]}}\ntitle: [~, ~]\n",
        "stages: {a: {enter: [{cancel: ~}], when: {\"~\": a}}}\nevents: {\"~\": {}}\n",
        "stages: {a: {enter: [{cancel: x}], when: [{event: \"~.*\", to: a}, {event: \"~.*\", to: a}]}}\nevents: {\"~.b\": {}}\n",
        "stages: {a: {when: [{event: a.*, to: a}, {event: a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a, to: a}]}}\n"
        "events: {a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: {}}\n",
        "stages: {a: {}}\nchannels: {c: {}}\ntouchpoints:\n  ? ~\n  : {channel: c, direction: outbound, for: a}\nevents: {\"~\": {touchpoint: ~}}\n",
    };
    static char name[600];
    tappa_context *context;
    char shown[3000];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[4000];
        int used = sprintf(text, "tappa: 1\nmodel: m\nversion: 1\n");
        tappa_diagnostics *list;
        tappa_model *model;

        for (const char *at = texts[i]; *at; at++)
            used += *at == '~' ? sprintf(text + used, "%s", name) : sprintf(text + used, "%c", *at);
        assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
        (void)!tappa_model_compile(context, text, strlen(text), NULL, list, &model);
        assert_true(tappa_diagnostics_count(list) > 0);
        for (size_t k = 0; k < tappa_diagnostics_count(list); k++)
            assert_true(tappa_diagnostics_render(list, k, shown, sizeof shown) > 0);
        tappa_model_unref(model);
        tappa_diagnostics_free(list);
    }
    tappa_context_unref(context);
}

/* What a file can be that is no model. */
static void
test_files(void **state)
{
    tappa_context *context;
    tappa_model *model;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_model_load(context, "/", NULL, NULL), TAPPA_EINVAL);
    assert_int_equal(tappa_model_load(NULL, "/", NULL, &model), TAPPA_EINVAL);
    assert_int_equal(tappa_model_load(context, NULL, NULL, &model), TAPPA_EINVAL);
    assert_int_equal(tappa_model_load(context, "/", NULL, &model), TAPPA_EIO);
    assert_int_equal(tappa_model_load(context, "/dev/null/x", NULL, &model), TAPPA_EIO);
    assert_int_equal(tappa_model_load(context, "/dev/null", NULL, &model), TAPPA_EMODEL);
    assert_int_equal(tappa_model_load(context, "/proc/self/mem", NULL, &model), TAPPA_EIO);
    assert_int_equal(tappa_context_set_limit(context, TAPPA_LIMIT_MODEL_BYTES, 100000), TAPPA_OK);
    assert_int_equal(tappa_model_load(context, "/dev/zero", NULL, &model), TAPPA_ELIMIT); /* no more is read than may be */
    tappa_context_unref(context);
}

/* A pipe that somebody writes to, however slowly, is read to its end; one that nobody writes to is not waited for. */
static int rings;

static void
ring(int signal)
{
    (void)signal;
    rings++;
}

/* Whoever waits for a pipe goes on waiting when a signal comes. */
static void
test_pipes(void **state)
{
    struct sigaction action = {.sa_handler = ring};
    struct itimerval every = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    static const char text[] = "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {}}\nstages: {a: {when: {Go: b}}, b: {}}\n";
    char folder[] = "/tmp/tappa-pipe-XXXXXX", path[64];
    tappa_diagnostics *list;
    tappa_context *context;
    tappa_model *model;

    (void)state;
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(60);
    assert_int_equal(tappa_model_load(context, path, list, &model), TAPPA_EIO);
    alarm(0);
    assert_string_equal(tappa_diagnostics_at(list, 0)->message, "the file cannot be read: nobody writes to this pipe");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    for (int slow = 0; slow < 4; slow++) {
        int ends[2], status;
        siginfo_t about;
        pid_t child;

        assert_int_equal(pipe(ends), 0);
        child = fork();
        if (!child) {
            close(ends[0]);
            usleep(slow == 1 ? 50000 : 0);
            if (write(ends[1], text, 30) != 30)
                _exit(1);
            usleep(slow == 2 ? 50000 : 0);
            _exit(write(ends[1], text + 30, sizeof text - 31) != (ssize_t)sizeof text - 31);
        }
        close(ends[1]);
        if (slow == 3) /* all is there already */
            assert_int_equal(waitid(P_PID, (id_t)child, &about, WEXITED | WNOWAIT), 0);
        snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        assert_int_equal(setitimer(ITIMER_REAL, &every, NULL), 0);
        assert_int_equal(tappa_model_load(context, path, NULL, &model), TAPPA_OK);
        assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
        tappa_model_unref(model);
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
    }
    assert_true(rings > 0);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_pipes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
