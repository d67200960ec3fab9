"""What every notebook of one engagement shares: who, for whom, from which files, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import field_validator

from cxkit.language import LANGUAGES, N_
from cxkit.paths import is_slug
from cxkit.settings.fields import Settings, setting, wrong

AUDIENCES = ("client", "consultant")
STATUSES = ("draft", "final")
NUMBER_STYLES = ("", "1,234.56", "1.234,56")
DATE_ORDERS = ("", "day first", "month first")
ENGINES = ("duckdb", "spark", "warehouse")


class Engagement(Settings):
    """What every notebook of one engagement shares: who, for whom, from which files.

    Each notebook says whose results it reads, which tables it reads where the sources name them, which it cannot do
    without, and for which columns of them it must be told elsewhere in the settings when they are not there.
    """

    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "language": LANGUAGES,
        "audience": AUDIENCES,
        "status": STATUSES,
        "number_style": NUMBER_STYLES,
        "date_order": DATE_ORDERS,
        "engine": ENGINES,
    }
    reads: ClassVar[tuple[str, ...]] = ()
    tables: ClassVar[tuple[str, ...]] = ("customers", "responses")
    needed: ClassVar[tuple[str, ...]] = ("customers",)
    needed_columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    client: str = setting("demo", "short name of the engagement: its folder in params and outputs")
    client_name: str = setting("Lichtstad Energie", "name printed in the report")
    period: str = setting("2025", "period the figures describe, as printed")
    language: str = setting("en", "language of the report: en or nl")
    audience: str = setting("client", "who reads it: client (small groups hidden) or consultant")
    status: str = setting("draft", "draft or final, as printed")
    minimum_group_n: int = setting(
        10,
        "smallest number of customers a shown group may have",
        title=N_("Smallest group shown"),
        unit="customers",
        ge=3,
        le=1000,
    )
    sources: dict[str, Any] = setting(
        {
            "customers": "outputs/demo/data/klanten.csv",
            "responses": "outputs/demo/data/antwoorden.csv",
            "contacts": "outputs/demo/data/contacten.csv",
            "visits": "outputs/demo/data/bezoeken.parquet",
            "cost_events": "outputs/demo/data/kosten.csv",
            "answers": {"forms": "outputs/demo/data/volwassenheid"},
            "opportunities": "outputs/demo/data/verbeterkansen.csv",
            "stakeholders": "outputs/demo/data/belanghebbenden.csv",
            "competitors": "outputs/demo/data/concurrenten.csv",
            "costs": "outputs/demo/data/programmakosten.csv",
            "effects": "outputs/demo/data/baten.csv",
            "measurements": "outputs/demo/data/metingen.csv",
            "events": "outputs/demo/data/gebeurtenissen.csv",
        },
        "file per table; also {file, sheet, header_row, separator, encoding, join_on, table}, or a list of these to join; "
        "of answers also {forms: folder}",
        files=True,
    )
    columns: dict[str, dict[str, str]] = setting(
        {
            "customers": {
                "klantnr": "customer_id",
                "peildatum": "snapshot_at",
                "segment": "segment",
                "looptijd_maanden": "tenure_months",
                "brutomarge_jaar": "margin_eur_year",
                "servicekosten_jaar": "cost_to_serve_eur_year",
                "wervingskosten": "acquisition_cost_eur",
                "opgezegd": "churned",
                "opzegdatum": "churned_at",
                "thermostaat": "has_thermostat",
                "zonnepanelen": "has_solar",
                "thermostaat_genomen": "took_thermostat",
                "verhuisd": "has_moved",
            },
            "responses": {
                "antwoordnr": "response_id",
                "klantnr": "customer_id",
                "datum": "responded_at",
                "kpi": "metric",
                "cijfer": "score",
                "meting": "wave",
                "thema": "theme",
            },
            "contacts": {
                "contactnr": "contact_id",
                "klantnr": "customer_id",
                "start": "started_at",
                "einde": "ended_at",
                "kanaal": "channel",
                "onderwerp": "topic",
                "afdeling": "department",
                "beantwoord": "answered",
                "opgelost": "resolved",
                "gespreksduur_seconden": "talk_seconds",
                "afhandeltijd_seconden": "handling_seconds",
            },
            "visits": {"bezoeknr": "visit_id", "klantnr": "customer_id", "moment": "visited_at", "pagina": "url"},
            "cost_events": {
                "kostennr": "event_id",
                "klantnr": "customer_id",
                "datum": "occurred_at",
                "soort": "kind",
                "bedrag": "cost_eur",
            },
            "opportunities": {
                "kans": "opportunity",
                "bron": "source",
                "aandeel_van_bron": "source_share",
                "onderwerp": "topic",
                "verwacht_jaar": "expected_eur_year",
                "laagste_jaar": "lowest_eur_year",
                "hoogste_jaar": "highest_eur_year",
                "berust_op": "rests_on",
                "inspanning_dagen": "effort_days",
                "doorlooptijd_maanden": "lead_months",
                "kosten_eenmalig": "cost_eur",
                "kosten_jaar": "running_eur_year",
                "slagingskans": "success_probability",
                "kosten_proef": "pilot_cost_eur",
                "afdeling": "department",
                "pas_na": "after",
                "sluit_uit": "excludes",
                "aantal_jaar": "volume_n",
                "toelichting": "notes",
            },
            "stakeholders": {
                "belanghebbende": "stakeholder",
                "kans": "opportunity",
                "gevolg": "effect",
                "uren_jaar": "hours_year",
                "moet_instemmen": "must_agree",
                "toelichting": "notes",
            },
            "competitors": {
                "merk": "brand",
                "kpi": "metric",
                "jaar": "year",
                "cijfer": "score",
                "aantal": "n",
                "bron": "source",
            },
            "costs": {
                "kostenpost": "line",
                "soort": "category",
                "jaar": "year",
                "bedrag": "amount_eur",
                "laagste": "lowest_eur",
                "hoogste": "highest_eur",
                "activeren": "capitalised",
                "levensduur_jaren": "lifetime_years",
                "afdeling": "department",
                "uren": "hours",
                "uurtarief": "rate_eur_hour",
                "toelichting": "notes",
            },
            "effects": {
                "bate": "line",
                "soort": "category",
                "verwacht_jaar": "expected_eur_year",
                "laagste_jaar": "lowest_eur_year",
                "hoogste_jaar": "highest_eur_year",
                "grondslag": "basis",
                "brutomarge": "gross_margin_share",
                "berust_op": "rests_on",
                "hefboom": "lever",
                "werking": "mechanism",
                "slagingskans": "success_probability",
                "vanaf_jaar": "from_year",
                "afdeling": "department",
                "aantal_klanten": "customers_n",
                "toelichting": "notes",
            },
            "measurements": {
                "eenheid": "unit",
                "periode": "period",
                "kpi": "metric",
                "waarde": "value",
                "pilot": "pilot",
                "groep": "arm",
                "ingedeeld": "assigned_at",
                "team": "cluster",
                "aantal_klanten": "customers_n",
            },
            "events": {
                "datum": "date",
                "gebeurtenis": "event",
                "pilot": "pilot",
                "groep": "arm",
                "toelichting": "notes",
            },
        },
        "per table: the client's column name and the kit's name for it",
        files=True,
    )
    constants: dict[str, dict[str, Any]] = setting(
        {}, "per table: a column the file lacks, and its one value", files=True
    )
    missing_codes: dict[str, dict[str, list[Any]]] = setting(
        {}, "per table and column: values that mean 'not known', counted and set aside", files=True
    )
    labels: dict[str, dict[str, dict[str, str]]] = setting(
        {}, "per table and column: the client's label and ours", files=True
    )
    number_style: str = setting(
        "", "how numbers are written: 1,234.56 or 1.234,56; empty: seen from the file", files=True
    )
    date_order: str = setting("", "day first or month first; empty: seen from the file", files=True)
    engine: str = setting(
        "duckdb", "where large tables are counted: duckdb (this machine), spark or warehouse", files=True
    )
    memory_limit_gb: float = setting(
        0.0, "memory the engine may take, in GB; 0: as much as it thinks fit", files=True, ge=0, le=4096
    )
    spark_master: str = setting("local[*]", "with engine spark: the cluster, such as spark://host:7077", files=True)
    warehouse_variable: str = setting(
        "CXKIT_WAREHOUSE",
        "with engine warehouse: the environment variable that holds its address; never the address itself",
        files=True,
    )

    @field_validator("client")
    @classmethod
    def _client_is_a_folder_name(cls, value: str) -> str:
        if is_slug(value):
            return value
        raise wrong(
            N_('client "{value}" cannot be the name of a folder'),
            N_("Use small letters, digits and hyphens only, such as voorbeeld-energie"),
            value=value[:40],
        )
