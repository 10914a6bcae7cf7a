<?php

declare(strict_types=1);

// The little shop behind its pages: customers, their baskets and what is to be sent, kept by Tappa's engine in one SQLite file that all workers share.
// A request is one transaction of the engine: what it was told is in the file, and so is what follows from it.

use Tappa\{Claimed, ContactState, DecisionKind, Engine, Model, Reason, Record, Standing};

final class Shop
{
    public const PRODUCTS = ['boots' => 89.0, 'socks' => 7.5, 'laces' => 3.0];

    private Engine $engine;

    /** @param string $mails the folder where mails go, in place of a mail server */
    public function __construct(string $file, private string $mails)
    {
        $this->engine = Engine::open($file);
        // Compiled by the first request of a worker process, looked up by all others; in force from the first of them on.
        $this->engine->addModel(Model::load(__DIR__ . '/shop.yaml'), self::now());
        $this->engine->addKind('login', 1); // two logins are never one person
    }

    /** The present. A test sets the clock by a file. */
    public static function now(): DateTimeImmutable
    {
        $file = getenv('SHOP_CLOCK');
        return new DateTimeImmutable($file ? trim(file_get_contents($file)) : 'now');
    }

    /**
     * Something happened to a visitor. A login beside the cookie proves that all devices with this login are one customer's.
     * @param array<string, string> $who the visitor's identities
     * @param array<string, mixed> $fields
     */
    public function happened(array $who, string $event, array $fields): void
    {
        $this->engine->ingest([new Record($event, self::now(), identities: $who, fields: $fields)], self::now());
    }

    /** Where a visitor stands; null: nothing has happened yet. */
    public function standing(string $visitor): ?Standing
    {
        $customer = $this->engine->find('cookie', $visitor);
        return $customer === null ? null : $this->engine->where($customer);
    }

    /**
     * What to offer to a customer who is looking at a page.
     * @return list<string>
     */
    public function offers(Standing $customer): array
    {
        $open = array_filter($this->engine->decide($customer->customer, self::now(), 'website'),
            fn ($d) => $d->kind === DecisionKind::Offer && $d->reason === Reason::Open);
        return array_column($open, 'name');
    }

    /**
     * For cron, each minute, from as many machines as you like: runs what is due, then sends what may be sent.
     * @return array{run: int, sent: list<array<string, mixed>>}
     */
    public function send(): array
    {
        [$run, $sent] = [0, []];
        do {
            $run += $done = $this->engine->runDue(self::now());
        } while ($done === 1000);
        while ($claimed = $this->engine->claim(self::now())) {
            foreach ($claimed as $contact) {
                if ($this->mail($contact)) {
                    $sent[] = ['touchpoint' => $contact->touchpoint, 'recipient' => $this->recipient($contact), 'arguments' => $contact->arguments];
                }
                $this->engine->report($contact->key, ContactState::Sent, self::now());
            }
        }
        return ['run' => $run, 'sent' => $sent];
    }

    /** Whoever sends refuses a key that it knows: had this process died behind it, before it could report, the contact would be handed out again. */
    private function mail(Claimed $contact): bool
    {
        $file = @fopen("$this->mails/$contact->key", 'x');
        return $file && fwrite($file, "To: {$this->recipient($contact)}\nSubject: $contact->touchpoint\n\n" . json_encode($contact->arguments) . "\n");
    }

    private function recipient(Claimed $contact): string
    {
        return $this->engine->where($contact->customer)->profile['email']->value;
    }
}
