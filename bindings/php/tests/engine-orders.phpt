--TEST--
The order in which an engine and what came from it go does not matter; what came from it stays after it was closed
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{ContactState, Engine, Record};

function orders(array $names): Generator
{
    if (count($names) < 2) {
        yield $names;
        return;
    }
    foreach ($names as $i => $name) {
        foreach (orders(array_values(array_diff_key($names, [$i => true]))) as $rest) {
            yield [$name, ...$rest];
        }
    }
}

$count = 0;
foreach (orders(['engine', 'model', 'standing', 'underway', 'claimed', 'decided']) as $order) {
    $o = [];
    $o['model'] = basket();
    $o['engine'] = Engine::memory();
    $o['engine']->addModel($o['model'], at(-60));
    $anna = add($o['engine'], 'anna', 30.0, 0)->customer;
    $o['engine']->ingest([new Record(Tappa\CONSENT_GIVEN, at(1), identities: ['login' => 'anna'], fields: ['purpose' => 'marketing'])], at(1));
    $o['engine']->runDue(at(3600));
    $o['claimed'] = $o['engine']->claim(at(3600));
    $o['decided'] = $o['engine']->decide($anna, at(3601));
    $o['standing'] = $o['engine']->where($anna);
    $o['underway'] = $o['standing']->journeys[0];
    foreach ($order as $name) {
        unset($o[$name]);
        // What is left still works.
        isset($o['engine']) && $o['engine']->where($anna)->journeys[0]->journey->stages() === ['choosing'] && $count++;
        isset($o['model']) && $o['model']->stage('choosing')->name === 'choosing' && $count++;
        isset($o['standing']) && $o['standing']->journeys[0]->journey->data()['items'] === 1 && $count++;
        isset($o['underway']) && $o['underway']->journey->probe('Ordered', at(3700), ['revenue' => 1.0])->taken[0]->to === ['bought'] && $count++;
        isset($o['claimed']) && $o['claimed'][0]->arguments === ['value' => 30.0] && $count++;
        isset($o['decided']) && $o['decided'][0]->name === 'laces' && $count++;
    }
}
var_dump($count);
// A model that only the store knows: a journey came with it.
$e = Engine::open(FILE);
$e->addModel(basket(), at(-60));
add($e, 'anna', 30.0, 0);
$e->close();
$e = Engine::open(FILE);
$s = $e->where($e->find('login', 'anna'));
unset($e);
var_dump($s->journeys[0]->journey->model == basket(), $s->journeys[0]->journey->model->check());
--EXPECT--
int(10800)
bool(true)
array(0) {
}
