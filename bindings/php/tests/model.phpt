--TEST--
A model says what stands in it
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Model, StageKind, RowKind};

$m = shop();
var_dump($m->name, $m->version, $m->title, $m->title('it'), $m->title('xx'), strlen($m->fingerprint), $m->hasEntry, $m->again, $m->hasKey);
var_dump(count($m), array_keys($m->stages()) === array_keys(iterator_to_array($m)));
$s = $m->stage('looking');
var_dump($s->index, $s->title, $s->kind === StageKind::Atomic, $s->parent, $s->depth, $s->children, $s->initial, $s->demand, $s->phase);
echo implode(', ', array_keys($m->events())), "\n";
$e = $m->event('view_item');
echo $e->name, ' ', $e->index, ' ', implode(',', $e->aliases), ' ', json_encode($e->fields), ' ', var_export($e->touchpoint, true), "\n";
echo $m->event('Product Added')->touchpoint, "\n";
$t = $m->touchpoint('basket_mail');
echo $t->channel->name, ' ', $t->channel->setting->name, ' ', $t->channel->consent, ' ', $t->direction->name, ' ', var_export($t->owner, true), ' ', $t->consent, ' ', $t->cost, ' ', implode(',', $t->stages), "\n";
echo $m->touchpoint('website')->owner->name, ' ', implode(',', array_keys($m->channels())), "\n";
foreach ($m->transitions() as $i => $row) {
    assert($row->index === $i);
    echo $row->kind->name, ' ', $row->source, ' ', implode('|', $row->events), ' -> ', implode('|', $row->targets), ' ', $row->condition, ' ', $row->delay?->format('%hh%im'), ' ', $row->path, ':', $row->line, "\n";
}
echo json_encode($m->goals()), "\n", json_encode($m->data()), "\n", json_encode($m->profile()), "\n", json_encode($m->personal()), "\n";
foreach ($m->check() as $d) {
    echo $d->severity->name, ' ', $d->code, ' ', $d->name, ' ', $d->file, ' ', $d->line, ' ', $d->column, ' ', $d->path, "\n";
}
$again = Model::parse($m->dump());
var_dump($again == $m, $again->fingerprint === $m->fingerprint, $again != Model::parse("tappa: 1\nmodel: a\nversion: 1\nstages: {b: {}}"));
var_dump(unserialize(serialize($m)) == $m);
var_dump(str_contains(Tappa\schema(), 'draft-07'), Tappa\duration('1d12h'), preg_match('/^\d+\.\d+\.\d+$/', Tappa\VERSION));
--EXPECT--
string(4) "shop"
int(1)
string(6) "A shop"
string(10) "Un negozio"
string(6) "A shop"
int(32)
bool(false)
enum(Tappa\Again::Never)
bool(false)
int(6)
bool(true)
int(0)
string(7) "Looking"
bool(true)
NULL
int(0)
array(0) {
}
NULL
string(6) "latent"
string(0) ""
Product Viewed, Product Added, Order Completed, Everything Sent, Round, Slow Round
Product Viewed 0 view_item {"price":4} NULL
website
email Online marketing Outbound NULL marketing 0.002 filled
Owned web,email
When looking Product Added -> filled   stages.looking.when.Product Added:43
When looking Everything Sent ->    stages.looking.when.Everything Sent:44
When looking Round -> turning   stages.looking.when.Round:47
When looking Slow Round -> waiting   stages.looking.when.Slow Round:48
When filled Product Viewed -> looking event.price > 100.0  stages.filled.when.Product Viewed:51
When filled Order Completed -> bought   stages.filled.when.Order Completed:52
After filled  ->   1h0m stages.filled.after.1h:54
After filled  -> looking  168h0m stages.filled.after.7d:55
When bought Product Viewed -> looking   stages.bought.when.Product Viewed:58
Always turning  -> turned   stages.turning.always:60
Always turned  -> turning   stages.turned.always:62
After waiting  -> turning  0h1m stages.waiting.after.1m:65
{"sale":{"name":"sale","stage":"bought","event":null}}
{"visits":2,"basket":4,"seen":7,"stayed":8,"word":5,"agreed":1}
{"email":5,"birth":7,"patience":8,"points":2}
["email"]
Warning 602 always-circle shop.yaml 60 5 stages.turning.always
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
int(129600000000)
int(1)
