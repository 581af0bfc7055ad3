#include "reconciler/cli/command_table.h"

#include <algorithm>
#include <array>

namespace pgberth {
namespace {

constexpr std::array kCommands{
    CommandRow{Command::Validate, "validate", "[OPTIONS] [FOLDER | FILE...]",
               "check values files; contacts nothing",
               "Reads the values as the charts would and reports every problem of every file in\n"
               "one run, each with file, line and column.",
               "pgberth validate --release demo values.yaml\n"
               "pgberth validate --fail-on warnings --settings values-examples/pgberth.yaml"},
    CommandRow{
        Command::Show, "show",
        "environments|desired|resolved|observed|plan [OPTIONS] [FOLDER | FILE...]",
        "show what one phase of the work sees",
        "environments  what a checkout deploys, by its Argo CD manifests and folders; needs\n"
        "              no settings and contacts nothing\n"
        "desired       what the values ask for; contacts nothing\n"
        "resolved      the same once the stored entries have said what they know\n"
        "observed      the entries and servers as they are\n"
        "plan          the steps, as diff shows them, without exit code 1",
        "pgberth show environments path/to/checkout\n"
        "pgberth show desired --release demo --output json values.yaml\n"
        "pgberth show observed --release demo --store file:secrets \\\n"
        "        --server db.example.internal=postgresql://admin@127.0.0.1/ values.yaml"},
    CommandRow{
        Command::Map, "map", "[OPTIONS] [FOLDER | FILE...]",
        "show who uses which database; contacts nothing",
        "Services, the credentials that they share, databases and entries, many to many, as\n"
        "the values tell. --output mermaid is for Markdown, --output svg a picture.",
        "pgberth map --settings values-examples/pgberth.yaml\n"
        "pgberth map --settings values-examples/pgberth.yaml --output svg > databases.svg"},
    CommandRow{Command::Diff, "diff", "[OPTIONS] [FOLDER | FILE...]",
               "show what apply would add; changes nothing",
               "One line for each step: `+` is what would be added, `>` a step on the way, `?` a\n"
               "credential that wants a person's decision; then the findings and a summary.",
               "pgberth diff --release demo --store file:secrets \\\n"
               "        --server db.example.internal=postgresql://admin@127.0.0.1/ values.yaml"},
    CommandRow{
        Command::Report, "report", "[OPTIONS] [FOLDER | FILE...]",
        "list what is there and nobody declares; changes nothing",
        "Databases and roles on the servers, and entries in the stores, that no values name;\n"
        "then credentials that are incomplete. Half-built databases are what an interrupted\n"
        "apply left: the next one completes those that are still asked for. Give all environments\n"
        "that share a server at once, as --settings does: what others use is declared by\n"
        "nobody here. --output csv is for spreadsheets. What cannot be listed is told, the\n"
        "rest is listed, and the exit code is 2.",
        "pgberth report --settings values-examples/pgberth.yaml\n"
        "pgberth report --settings values-examples/pgberth.yaml --output csv > report.csv"},
    CommandRow{
        Command::Apply, "apply", "[OPTIONS] [FOLDER | FILE...]",
        "add what is missing; never removes or replaces anything",
        "One line for each step: `+` added, `=` was there, `!` failed, `.` not tried.\n"
        "A failed step ends the work on its own database and on no other.",
        "pgberth apply --release demo --store file:secrets --admin-password-file admin.pw \\\n"
        "        --server db.example.internal=postgresql://admin@127.0.0.1/ values.yaml"},
    CommandRow{
        Command::Doctor, "doctor", "[OPTIONS] [FOLDER | FILE...]",
        "tell which rights and settings are missing; changes nothing",
        "Asks each server and store that the values use, or the settings name, what pgberth may "
        "do\n"
        "there: roles, databases, extensions, passwords, TLS, clocks; entries to read, create and\n"
        "add keys to. Each thing that is missing comes with the statement or the piece of a "
        "policy\n"
        "that cures it. Exit code 1: something is missing. Exit code 2: something could not be\n"
        "looked at.",
        "pgberth doctor --settings values-examples/pgberth.yaml\n"
        "pgberth doctor --release demo --store file:secrets \\\n"
        "        --server db.example.internal=postgresql://admin@127.0.0.1/ values.yaml"},
    CommandRow{
        Command::Check, "check", "--base REF [--head REF] [OPTIONS]",
        "tell what a branch changes, before it is merged; contacts nothing",
        "Compares what two commits of a git repository ask for: the head, and the commit where it\n"
        "left the base. `+` is new, `~` changed, `.` no longer declared and left as it is. The\n"
        "settings come from the base, where the branch cannot write, or from outside of the\n"
        "repository; without --settings they are `pgberth.yaml` of the base. Exit code 1: the\n"
        "branch changes databases. Exit code 2: it brings an error. What was wrong before is\n"
        "told and does not fail.",
        "pgberth check --base origin/main\n"
        "pgberth check --base origin/main --head feature --output markdown"},
    CommandRow{
        Command::Run, "run", "--settings FILE [OPTIONS]",
        "pull values and add what is missing, over and over",
        "For a Deployment: pulls the repository that the settings name under `source`, and does\n"
        "what apply does for each environment, at the interval that they name under `run`. The\n"
        "log is one line of JSON for each step; /livez, /readyz and /metrics are answered. The\n"
        "settings are read anew for each round. SIGTERM ends the step in hand and then leaves.",
        "pgberth run --settings /etc/pgberth/pgberth.yaml\n"
        "pgberth run --once --settings /etc/pgberth/pgberth.yaml"},
    CommandRow{Command::Explain, "explain", "[CODE]",
               "say what a code such as E501 means and what to do",
               "Without a code: the list of all.", "pgberth explain E501"},
};

}  // namespace

std::span<const CommandRow> command_rows() {
  return kCommands;
}

const CommandRow& row_of(Command command) {
  return *std::ranges::find(kCommands, command, &CommandRow::command);
}

}  // namespace pgberth
