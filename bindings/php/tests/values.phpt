--TEST--
Every kind of value goes in and comes out as it was
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Journey, EffectKind};

/** Values as JSON; what an interval has for members differs between PHP's versions. */
function json(array $values, int $flags = 0): string
{
    return json_encode(array_map(fn ($value) => $value instanceof DateInterval ? $value->format('%R%dd%hh%im%s.%fs') : $value, $values), $flags);
}

$m = shop();
$all = ['i' => PHP_INT_MAX, 'd' => 0.1, 'b' => true, 's' => "caffè \u{1F6D2} \0 end", 't' => new DateTimeImmutable('2026-03-29 02:30:00.000001 UTC'), 'x' => new DateInterval('P1DT90S')];
$j = new Journey($m, 'anna');
$b = $j->feed('Everything Sent', at(), $all);
echo $b->effects[0]->kind->name, ' ', $b->effects[0]->name, ' ', json($b->effects[0]->arguments), "\n";
echo json($j->data(), JSON_PRETTY_PRINT), "\n";
var_dump($j->data()['word'] === $all['s']);
foreach ([1, 2, 3, 4] as $i) {
    $e = $b->effects[$i];
    echo $e->kind->name, ' ', $e->name, ' ', json_encode($e->value), ' ', json($e->arguments), "\n";
}
// Times before 1970 and at the ends of what there is.
foreach ([-1, -1500000, 0, 253402300799999999, -62135596800000000] as $t) {
    $j = new Journey($m, 'anna');
    $j->feed('Everything Sent', at(), ['t' => $t] + $all);
    $seen = $j->data()['seen'];
    echo $seen->format('Y-m-d\TH:i:s.u e'), ' ', $seen->getTimestamp() * 1000000 + (int)$seen->format('u') === $t ? 'same' : 'differs', "\n";
}
// Durations: an int, texts, and intervals of all sorts that mean a time for certain.
$diff = (new DateTime('2026-01-01'))->diff(new DateTime('2026-03-01 01:00'));
$minus = new DateInterval('PT1S');
$minus->f = 0.5;
$minus->invert = 1;
foreach ([1, -1, 1500000, '1d12h', 'P1DT12H', $diff, $minus] as $x) {
    $j = new Journey($m, 'anna');
    $j->feed('Everything Sent', at(), ['x' => $x] + $all);
    echo $j->data()['stayed']->format('%R%hh %im %ss %f'), "\n";
}
// Times as text, whole numbers for a double, whole doubles for an int.
$j = new Journey($m, 'anna');
$j->feed('Everything Sent', at(), ['i' => 3.0, 'd' => 3, 't' => '2026-01-01T00:00:00+02:00'] + $all);
var_dump($j->data()['visits'], $j->data()['basket'], $j->data()['seen']->format('c'));
// null is an absent field: its action fails and says so.
$j = new Journey($m, 'anna');
$b = $j->feed('Everything Sent', at(), ['s' => null] + $all);
foreach ($b->failures as $f) {
    echo "$f->path | $f->expression | $f->message | $f->line | $f->row\n";
}
// The profile from outside.
foreach (['email' => 'a@b.it', 'birth' => new DateTime('1980-05-05 UTC'), 'patience' => new DateInterval('PT5M'), 'points' => 7] as $slot => $value) {
    $j->setProfile($slot, $value);
}
echo json($j->profile()), "\n";
$j->setProfile('email', null);
echo implode(',', array_keys($j->profile())), "\n";
// References are seen through.
$price = 9.5;
$fields = ['price' => &$price];
$j = new Journey($m, 'anna');
$j->feed('Product Added', at(), $fields);
var_dump($j->data()['basket']);
--EXPECT--
Emit everything {"i":9223372036854775807,"d":0.1,"b":true,"s":"caff\u00e8 \ud83d\uded2 \u0000 end","t":{"date":"2026-03-29 02:30:00.000001","timezone_type":3,"timezone":"UTC"},"x":"+0d24h1m30.0s","l":[1,2],"m":{"a":1.5},"u":"18446744073709551615"}
{
    "visits": 9223372036854775807,
    "basket": 0.1,
    "seen": {
        "date": "2026-03-29 02:30:00.000001",
        "timezone_type": 3,
        "timezone": "UTC"
    },
    "stayed": "+0d24h1m30.0s",
    "word": "caff\u00e8 \ud83d\uded2 \u0000 end",
    "agreed": true
}
bool(true)
Learn points 9223372036854775807 []
Count all 2 []
Count one null []
Start other null {"from":"shop"}
1969-12-31T23:59:59.999999 UTC same
1969-12-31T23:59:58.500000 UTC same
1970-01-01T00:00:00.000000 UTC same
9999-12-31T23:59:59.999999 UTC same
0001-01-01T00:00:00.000000 UTC same
+0h 0m 0s 1
-0h 0m 0s 1
+0h 0m 1s 500000
+36h 0m 0s 0
+36h 0m 0s 0
+1417h 0m 0s 0
-0h 0m 1s 500000
int(3)
float(3)
string(25) "2025-12-31T22:00:00+00:00"
stages.looking.when.Everything Sent.do[0].set.word | event.s | no such field: s | 44 | 1
{"email":"a@b.it","birth":{"date":"1980-05-05 00:00:00.000000","timezone_type":3,"timezone":"UTC"},"patience":"+0d0h5m0.0s","points":7}
birth,patience,points
float(9.5)
