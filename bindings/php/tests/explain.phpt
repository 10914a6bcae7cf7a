--TEST--
A batch explains, where it was asked to
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Journey, Verdict};

$j = new Journey(shop(), 'anna');
$j->feed('Product Added', at(), ['price' => 20.0]);
$rows = $j->model->transitions();
foreach ([false, true, false] as $explain) {
    $b = $j->probe('Product Viewed', at(1), ['price' => 50.0], explain: $explain);
    echo count($b->considered), "\n";
    foreach ($b->considered as $c) {
        echo $rows[$c->row]->path, ' ', $c->verdict->name, ' ', var_export($c->by, true), ' ', $c->event, ' | ', $c->because, "\n";
    }
}
$b = $j->runDue(at(3600), explain: true);
foreach ($b->considered as $c) {
    echo $rows[$c->row]->path, ' ', $c->verdict->name, ' ', var_export($c->event, true), "\n";
}
--EXPECT--
0
2
stages.filled.when.Product Viewed False NULL Product Viewed | event.price > 100.0 (event.price = 50.0)
stages.bought.when.Product Viewed NotThisStage NULL Product Viewed | 
0
stages.filled.after.1h Taken NULL
