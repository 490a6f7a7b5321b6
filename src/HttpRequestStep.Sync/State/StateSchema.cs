namespace HttpRequestSteps.Sync;

/// <summary>The tables of a sync's ledger.</summary>
internal static class StateSchema
{
    /// <summary>Raised whenever a table or a file changes its form.</summary>
    public const int Version = 1;

    public const string Tables = """
        create table if not exists meta(name text primary key, value) without rowid;
        create table if not exists row_schema(id integer primary key, columns text not null unique);
        create table if not exists run(
            number integer primary key,
            id text not null,
            state text not null,
            outcome text,
            started text not null,
            ended text,
            message text,
            definition text not null,
            snapshot text,
            plan text,
            row_schema integer,
            key_kinds text,
            compared text,
            duplicates integer not null default 0,
            batches integer not null default 0,
            done_through integer not null default 0,
            done_offset integer not null default 0,
            rows text,
            counters text);
        create table if not exists piece(
            run integer not null,
            batch integer not null,
            first integer not null,
            count integer not null,
            state integer not null,
            attempt integer not null,
            request_hash blob,
            primary key(run, batch, first)) without rowid;
        create table if not exists failed_row(
            key_hash blob primary key,
            part integer not null,
            key text not null,
            change integer not null,
            state integer not null,
            delivered_hash blob,
            delivered_row blob,
            delivered_schema integer not null default 0,
            attempted_hash blob not null,
            attempted_row blob,
            attempted_schema integer not null default 0,
            first_run integer not null,
            last_run integer not null,
            attempts integer not null,
            first_at text not null,
            last_at text not null,
            status integer,
            error text,
            given_up integer not null default 0,
            settled_run integer) without rowid;
        create index if not exists failed_row_part on failed_row(part);
        create table if not exists limit_state(window_ms integer primary key, permits text not null);
        create table if not exists request_log(
            id integer primary key,
            run integer not null,
            at text not null,
            change integer not null,
            rows integer not null,
            keys text,
            method text,
            url text,
            request_headers text,
            request_body text,
            status integer,
            outcome text not null,
            error text,
            response_headers text,
            response_body text,
            duration_ms real not null);
        """;
}
