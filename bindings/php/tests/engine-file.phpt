--TEST--
A SQLite file: what one process wrote the next one has; owner and shared; a fork; bad luck with the file
--SKIPIF--
<?php extension_loaded('pcntl') || die('skip: no pcntl');
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{ContactState, Engine, Mode, Offset, Policy, Record};

foreach ([Mode::Owner, Mode::Shared] as $mode) {
    $e = Engine::open(FILE, $mode);
    $e->addModel(basket(), at(-60));
    $anna = add($e, 'anna', 30.0, 0)->customer;
    $e->ingest([new Record(Tappa\CONSENT_GIVEN, at(1), identities: ['login' => 'anna'], fields: ['purpose' => 'marketing'])], at(1), new Offset('web', '7'));
    $before = $e->export($anna);
    $metrics = $e->counters()['events'];
    thrown(fn () => Engine::open(FILE, $mode === Mode::Owner ? Mode::Shared : Mode::Owner));
    $mode === Mode::Owner && thrown(fn () => Engine::open(FILE, $mode));
    // A child of fork() may not touch it, and does no harm when it ends.
    $pid = pcntl_fork();
    if (!$pid) {
        thrown(fn () => $e->where($anna));
        thrown(fn () => add($e, 'anna', 1.0, 5));
        thrown(fn () => $e->counters());
        thrown(fn () => $e->metrics());
        $e->close(); // it lets go of its parent's, and says nothing
        pcntl_exec('/bin/true'); // SQLite's memory is left alone on purpose: nobody is to look for leaks
    }
    pcntl_waitpid($pid, $status);
    unset($e);
    $e = Engine::open(FILE, $mode);
    var_dump($e->export($anna) === $before, $e->offset('web'), $metrics, $e->runDue(at(3600)));
    $e->close();
    $e = Engine::open(FILE, $mode);
    [$mail] = $e->claim(at(3601));
    unset($e);
    // Claimed before the restart, reported after it.
    $e = Engine::open(FILE, $mode);
    $e->report($mail->key, ContactState::Sent, at(3610));
    echo $e->where($anna)->contacts[0]->state->name, "\n";
    unset($e);
    array_map(unlink(...), glob(FILE . '*'));
}

echo "-- a new version of the model\n";
$e = Engine::open(FILE);
$e->addModel(basket(), at(-60));
$anna = add($e, 'anna', 30.0, 0)->customer;
$next = Tappa\Model::parse(str_replace(['version: 1', 'choosing', '1h:', 'goals:'], ['version: 2', 'picking', '2h:', "migrate: {from: 1, stages: {choosing: picking}}\ngoals:"], BASKET_TEXT));
$plan = $e->plan($next);
echo 'due at once: ', $plan->timersDue, ' ', $e->plan($next, at(0))->timersDue, ' ', $e->plan($next, at(100000))->timersDue, "\n";
line($plan, 'moves', 'reasons', 'timersKept', 'timersRearmed', 'timersDue', 'timersDropped', 'damaged', 'overdue');
echo 'overdue: ', $plan->overdue, ' ', $e->plan($next, at(0))->overdue, ' ', $e->plan($next, at(100000))->overdue, "\n";
foreach ($plan->moves as $move) {
    line($move);
}
$e->addModel($next, at(10), Policy::Migrate);
var_dump($e->where($anna)->journeys[0]->journey->stages(), $e->apply('basket', at(20)), $e->where($anna)->journeys[0]->journey->stages());
var_dump($e->where($anna)->journeys[0]->journey->model == $next);
unset($e);

echo "-- bytes that are none of ours\n";
$bytes = file_get_contents(FILE);
file_put_contents(FILE, substr($bytes, 0, 4096) . str_repeat("\xaa", strlen($bytes) - 4096));
thrown(fn () => Engine::open(FILE)->where($anna));
--EXPECT--
Tappa\BusyException: FILE: another process owns it, or others kept it busy for too long
Tappa\BusyException: FILE: other processes use it
Tappa\ForkedException: The customer: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The events: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The sums: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The sums: the engine belongs to the process that opened it, before the fork; open one here
bool(true)
string(1) "7"
int(2)
int(1)
Sent
Tappa\BusyException: FILE: other processes use it
Tappa\ForkedException: The customer: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The events: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The sums: the engine belongs to the process that opened it, before the fork; open one here
Tappa\ForkedException: The sums: the engine belongs to the process that opened it, before the fork; open one here
bool(true)
string(1) "7"
int(2)
int(1)
Sent
-- a new version of the model
due at once: 0 0 1
Plan: customers=1 journeys=1 stay=0 move=1 cannot=0
overdue: 0 0 1
PlanMove: from=choosing to=picking journeys=1
array(1) {
  [0]=>
  string(8) "choosing"
}
int(1)
array(1) {
  [0]=>
  string(7) "picking"
}
bool(true)
-- bytes that are none of ours
Tappa\StoreException: FILE: the store failed
