<?php

declare(strict_types=1);

// The little shop behind its pages: visitors' journeys and what is to be sent, in SQLite. A journey, and what its step asked for, are
// written in one transaction: neither is there without the other.

use Tappa\{Batch, EffectKind, Journey, Model, Snapshot};

final class Shop
{
    public const PRODUCTS = ['boots' => 89.0, 'socks' => 7.5, 'laces' => 3.0];

    private Model $model;
    private PDO $store;

    public function __construct(string $file)
    {
        // Compiled by the first request of a worker process, looked up by all others.
        $this->model = Model::load(__DIR__ . '/shop.yaml');
        $this->store = new PDO("sqlite:$file", options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 10]);
        $this->store->exec('CREATE TABLE IF NOT EXISTS journeys (customer TEXT PRIMARY KEY, snapshot BLOB NOT NULL, due INTEGER);
            CREATE INDEX IF NOT EXISTS journeys_due ON journeys (due);
            CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, touchpoint TEXT NOT NULL, recipient TEXT,
                data TEXT NOT NULL, asked TEXT NOT NULL, expires TEXT)');
    }

    /** The present. A test sets the clock by a file. */
    public static function now(): DateTimeImmutable
    {
        $file = getenv('SHOP_CLOCK');
        return new DateTimeImmutable($file ? trim(file_get_contents($file)) : 'now');
    }

    /**
     * Something happened: what was due before it runs first, then it moves the journey.
     * @param array<string, mixed> $fields
     */
    public function happened(string $customer, string $event, array $fields): Journey
    {
        return $this->change($customer, function (Journey $journey) use ($event, $fields): iterable {
            yield from $this->due($journey);
            yield $journey->feed($event, self::now(), $fields);
        });
    }

    /** Runs what is due, of all customers; for cron. Gives how many journeys had something to do. */
    public function runDue(): int
    {
        $due = $this->store->prepare('SELECT customer FROM journeys WHERE due <= ?');
        $due->execute([self::micros(self::now())]);
        $customers = $due->fetchAll(PDO::FETCH_COLUMN);
        foreach ($customers as $customer) {
            $this->change($customer, $this->due(...));
        }
        return count($customers);
    }

    public function journey(string $customer): Journey
    {
        $row = $this->store->prepare('SELECT snapshot FROM journeys WHERE customer = ?');
        $row->execute([$customer]);
        $bytes = $row->fetchColumn();
        return $bytes === false ? new Journey($this->model, $customer) : (new Snapshot($bytes))->restore($this->model);
    }

    /** @return list<array<string, mixed>> */
    public function outbox(): array
    {
        return $this->store->query('SELECT * FROM outbox ORDER BY id', PDO::FETCH_ASSOC)->fetchAll();
    }

    /** @return iterable<Batch> */
    private function due(Journey $journey): iterable
    {
        while ($batch = $journey->runDue(self::now())) {
            yield $batch;
        }
    }

    /** @param callable(Journey): iterable<Batch> $steps */
    private function change(string $customer, callable $steps): Journey
    {
        $this->store->exec('BEGIN IMMEDIATE'); // two requests of one visitor come one after the other
        try {
            $journey = $this->journey($customer);
            foreach ($steps($journey) as $batch) {
                $this->post($journey, $batch);
            }
            $due = $journey->nextDue();
            $this->store->prepare('INSERT OR REPLACE INTO journeys VALUES (?, ?, ?)')
                ->execute([$customer, (string)$journey->snapshot(), $due ? self::micros($due) : null]);
            $this->store->exec('COMMIT');
            return $journey;
        } catch (Throwable $failure) {
            $this->store->exec('ROLLBACK');
            throw $failure;
        }
    }

    private function post(Journey $journey, Batch $batch): void
    {
        foreach ($batch as $effect) {
            if ($effect->kind === EffectKind::Contact) {
                $this->store->prepare('INSERT INTO outbox (customer, touchpoint, recipient, data, asked, expires) VALUES (?, ?, ?, ?, ?, ?)')->execute([
                    $journey->customer, $effect->name, $journey->profile()['email'] ?? null, json_encode($effect->arguments), $effect->time->format('c'),
                    $effect->expires ? $effect->time->add($effect->expires)->format('c') : null,
                ]);
            }
        }
    }

    private static function micros(DateTimeImmutable $time): int
    {
        return $time->getTimestamp() * 1000000 + (int)$time->format('u');
    }
}
