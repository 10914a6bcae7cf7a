--TEST--
The engine: events in, where a customer stands, what may be said, contacts decided, claimed and reported
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{ContactState, Engine, Offset, Record};

$e = Engine::memory(lateness: new DateInterval('P1D'), seenWindow: new DateInterval('P2D'), zone: 'Europe/Rome');
$e->addModel(basket(), at(-86400));
$e->addKind('login', 1);
$e->block('kiosk');
$consent = ['purpose' => 'marketing', 'channel' => 'email', 'proof' => 'form 7', 'expires' => new DateTimeImmutable('2027-01-01 UTC')];
$results = $e->ingest([
    new Record('Viewed', at(), identities: ['cookie' => 'c1'], id: '1', source: 'web'),
    new Record('Viewed', at(), identities: ['cookie' => 'c1'], id: '1', source: 'web'),
    new Record('identify', at(1), identities: ['cookie' => 'c1', 'login' => 'anna'], fields: ['email' => 'anna@shop.example']),
    new Record(Tappa\CONSENT_GIVEN, at(2), identities: ['login' => 'anna'], fields: $consent),
    new Record(Tappa\CHANNEL_PREFERRED, at(2), identities: ['login' => 'anna'], fields: ['channel' => 'email']),
    new Record('Added', new DateTime('@' . at(10) / 1000000), identities: ['login' => 'anna'], fields: ['price' => 19.5, 'sku' => null], zone: 'Europe/Berlin'),
    new Record('Added', at(20), identities: ['login' => 'anna'], fields: ['price' => 8]),
    new Record('Added', at(20), identities: ['login' => 'anna'], fields: ['price' => [1.0]]),
    new Record('Added', at(20), identities: ['login' => "\xff"], fields: ['price' => 1.0]),
    new Record('Added', at(20), identities: ['login' => 'kiosk'], fields: ['price' => 1.0]),
    new Record('Nothing', at(20), identities: ['login' => 'anna']),
    new Record('Viewed', at(-200000), identities: ['login' => 'anna']),
    new Record('Viewed', at(15), identities: ['login' => 'anna', 'phone' => ['1', '2']]),
    new Record('Viewed', at(), customer: 'berta', touchpoint: 'site', order: 5),
], at(30), new Offset('web', 'line 14'));
foreach ($results as $r) {
    line($r);
}
var_dump($e->offset('web'), $e->offset('shop'), $e->ingest([], at(30)));
$anna = $e->find('login', 'anna');
var_dump($anna === $e->find('phone', '2'), $anna === $results[0]->customer, $e->find('login', 'nobody'), $e->find('', ''));

$s = $e->where($anna);
line($s, 'revision', 'journeys', 'consents', 'profile', 'contacts');
foreach ($s->journeys as $u) {
    $j = $u->journey;
    echo "$u->lastEvent: ", $j->model->name, ' ', json_encode([$j->stages(), $j->data()]), ' since ', text($j->since('choosing')), ' due ', text($j->nextDue()), "\n";
    $j->feed('Ordered', at(60)); // a copy: the engine's stays
}
foreach ([...$s->consents, ...$s->profile] as $object) {
    line($object);
}
var_dump($e->where($anna)->journeys[0]->journey->stages());
foreach ($e->decide($anna, at(60), 'site') as $d) {
    line($d);
}

echo "-- the mail\n";
var_dump(count($e->claim(at(3600 + 10))), $e->runDue(at(3600 + 10)), $e->runDue(at(3600 + 10)));
[$mail] = $e->claim(at(3600 + 10));
line($mail);
var_dump($mail->customer === $anna, strlen($mail->key), $e->claim(at(3600 + 11)));
foreach ($e->decide($anna, at(3600 + 12)) as $d) {
    line($d);
}
$e->report($mail->key, ContactState::Sent, at(3600 + 20));
$e->report($mail->key, ContactState::Sent, at(3600 + 20));
$e->report($mail->key, ContactState::Opened, at(3600 + 30));
foreach ($e->where($anna)->contacts as $c) {
    line($c);
}
$e->ingest([new Record('Ordered', at(4000), identities: ['login' => 'anna'], fields: ['revenue' => 27.5])], at(4000));
[$invoice] = $e->claim(at(4001));
line($invoice);
$e->report($invoice->key, ContactState::Sent, at(4002));
foreach ($e->counts() as $count) {
    line($count);
}
foreach ($e->versions() as $version) {
    line($version);
}
line($e->where($anna)->profile['fan']);

echo "-- history\n";
var_dump($e->damaged());
var_dump(json_decode(explode("\n", $e->journal(0))[1])->outcome);
$lines = explode("\n", trim($e->journal($anna)));
var_dump(count($lines) >= 10, strlen($e->journal($anna, explain: true)) > strlen($e->journal($anna)));
var_dump(json_decode($lines[0], flags: JSON_THROW_ON_ERROR)->event);
var_dump(array_diff(['identities', 'profile', 'consents', 'journeys', 'contacts', 'journal'], array_keys(json_decode($e->export($anna), true, flags: JSON_THROW_ON_ERROR))));
$e->part($results[2]->sequence, at(5000));
var_dump($e->find('cookie', 'c1') === $e->find('login', 'anna'));
var_dump(preg_match('/^[0-9a-f]{32}$/', $e->erase($anna, at(6000))));
thrown(fn () => $e->where($anna));
$e->checkpoint();
$sums = $e->counters();
echo json_encode(array_intersect_key($sums, array_flip(['events', 'taken', 'duplicates', 'nobody', 'refused', 'claimed', 'opened']))), "\n";
var_dump(str_contains($e->metrics(), "# TYPE"));
$e->close();
thrown(fn () => $e->counters());
--EXPECT--
Ingested: outcome=Taken sequence=1 transitions=1 isLate=false message=""
Ingested: outcome=Duplicate sequence=0 transitions=0 isLate=false message=""
Ingested: outcome=Taken sequence=2 transitions=0 isLate=false message=""
Ingested: outcome=Taken sequence=3 transitions=0 isLate=false message=""
Ingested: outcome=Taken sequence=4 transitions=0 isLate=false message=""
Ingested: outcome=Taken sequence=5 transitions=1 isLate=false message=""
Ingested: outcome=Taken sequence=6 transitions=1 isLate=false message=""
Ingested: outcome=Refused sequence=7 transitions=0 isLate=false message=Added: `price` is no double
Ingested: outcome=Refused sequence=8 transitions=0 isLate=false message=an identity that is too long or no UTF-8, or without a kind
Ingested: outcome=Nobody sequence=9 transitions=0 isLate=false message=no identity, or only values that are blocked
Ingested: outcome=UnknownEvent sequence=10 transitions=0 isLate=false message=""
Ingested: outcome=TooLate sequence=11 transitions=0 isLate=false message=2d7h33m40s older than the customer's newest event; 1d are allowed
Ingested: outcome=Ignored sequence=12 transitions=0 isLate=true message=""
Ingested: outcome=Taken sequence=13 transitions=1 isLate=false message=""
string(7) "line 14"
NULL
array(0) {
}
bool(true)
bool(true)
NULL
NULL
Standing: last=01-05T09:00:20 nextDue=01-05T10:00:10 zone=Europe/Berlin preferred=email identities={"cookie":["c1"],"login":["anna"],"phone":["1","2"]}
Added: basket [["choosing"],{"value":27.5,"items":2}] since 01-05T09:00:10 due 01-05T10:00:10
Consent: purpose=marketing channel=email isGiven=true since=01-05T09:00:02 expires=01-01T00:00:00 proof=form 7
Known: value=anna@shop.example since=01-05T09:00:01 expires=- source=Declared isPersonal=true
array(1) {
  [0]=>
  string(8) "choosing"
}
Decision: kind=Offer reason=Open model=basket name=laces touchpoint=site channel=web priority=2 value=3.5 because="" until=- count=0 atMost=0 per=- rank=1
Decision: kind=Offer reason=Condition model=basket name=boots touchpoint=site channel=web priority=0 value=0 because=data.items > 5 (data.items = 2) until=- count=0 atMost=0 per=- rank=-
-- the mail
int(0)
int(1)
int(0)
Claimed: model=basket touchpoint=basket_mail channel=email effect=- wanted=01-05T10:00:10 lease=01-05T10:05:10 expires=01-07T10:00:10 attempt=1 arguments={"value":27.5}
bool(true)
int(32)
array(0) {
}
Decision: kind=Offer reason=Open model=basket name=laces touchpoint=site channel=web priority=2 value=3.5 because="" until=- count=0 atMost=0 per=- rank=1
Decision: kind=Offer reason=Condition model=basket name=boots touchpoint=site channel=web priority=0 value=0 because=data.items > 5 (data.items = 2) until=- count=0 atMost=0 per=- rank=-
Decision: kind=Contact reason=Claimed model=basket name=basket_mail touchpoint=basket_mail channel=email priority=0 value=0 because="" until=01-05T10:05:10 count=0 atMost=0 per=- rank=-
Contact: model=basket touchpoint=basket_mail channel=email state=Opened wanted=01-05T10:00:10 changed=01-05T10:00:30 due=- attempt=1 isNotToday=false because=""
Claimed: model=basket touchpoint=- channel=- effect=invoice wanted=01-05T10:06:40 lease=01-05T10:11:41 expires=- attempt=1 arguments={"value":27.5}
Count: model=basket name=orders times=1 sum=1
Count: model=basket name=turnover times=1 sum=27.5
Version: model=basket version=1 since=01-04T09:00:00 policy=Follow applied=-
Known: value=true since=01-05T10:06:40 expires=02-04T10:06:40 source=Derived isPersonal=false
-- history
string(0) ""
string(8) "nobody's"
bool(true)
bool(true)
string(6) "Viewed"
array(0) {
}
bool(false)
int(1)
Tappa\UnknownException: There is no customer -6766774080449558301
{"events":15,"taken":8,"duplicates":1,"nobody":1,"refused":2,"claimed":2,"opened":1}
bool(true)
Error: This Tappa\Engine is closed
