--TEST--
Every status that is an error is a class of one tree
--FILE--
<?php
use Tappa\Status;

foreach (Status::cases() as $status) {
    if ($status->value < 0) {
        $class = "Tappa\\{$status->name}Exception";
        $parents = class_parents($class);
        echo $status->value, ' ', $status->name, ' ', isset($parents[Tappa\Exception::class], $parents[\Exception::class]) ? 'is one' : 'IS NONE', "\n";
    }
}
$e = new ReflectionExtension('tappa');
foreach ($e->getClasses() as $class) {
    if ($class->isEnum() || $class->isSubclassOf(Throwable::class)) {
        continue;
    }
    if (!$class->isFinal()) {
        echo $class->getName(), " is not final\n";
    }
    foreach ($class->getProperties() as $property) {
        if (!$property->isReadOnly()) {
            echo $class->getName(), '::', $property->getName(), " can be written\n";
        }
    }
}
// Thrown by others than the library, in a test or by a class of the shop's own: the status is the class's.
class Slow extends Tappa\BusyException
{
    public function __construct(public readonly string $shop)
    {
        parent::__construct("$shop is slow");
    }
}
foreach ([new Slow('anna'), new Tappa\LateException('late'), unserialize(serialize(new Tappa\LateException('again'))), new Tappa\IoException('io', 5)] as $e) {
    echo $e::class, ' ', $e->getMessage(), ' ', $e->getCode(), ' ', $e->status->name, "\n";
}
try {
    Tappa\duration("\xff");
} catch (Tappa\FormatException $e) {
    echo $e->getCode(), ' ', $e->status->name, ' ', json_encode($e->getMessage(), JSON_THROW_ON_ERROR), "\n";
    $same = unserialize(serialize($e));
    var_dump($same->status === $e->status, $same->getMessage() === $e->getMessage());
}
--EXPECT--
-1 Invalid is one
-2 Memory is one
-3 Model is one
-4 Limit is one
-5 Late is one
-6 Field is one
-7 Loop is one
-8 Time is one
-9 Snapshot is one
-10 Version is one
-11 Mismatch is one
-12 Zone is one
-13 Io is one
-14 Expression is one
-15 Name is one
-16 Models is one
-17 Format is one
-18 Conflict is one
-19 Store is one
-20 Busy is one
-21 Forked is one
-22 Unknown is one
Slow anna is slow -20 Busy
Tappa\LateException late -5 Late
Tappa\LateException again -5 Late
Tappa\IoException io 5 Io
-17 Format "\"\ufffd\" is no duration as `1d12h`, `90s` or `P1DT12H`, above 0 and at most ten years"
bool(true)
bool(true)
