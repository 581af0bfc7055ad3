#include "reconciler/cli/commands.h"

#include "reconciler/apply/pass.h"
#include "reconciler/cli/chosen_settings.h"
#include "reconciler/cli/doctor.h"
#include "reconciler/cli/opened_values.h"
#include "reconciler/cli/operator_world.h"
#include "reconciler/cli/password_file.h"
#include "reconciler/cli/show_environments.h"
#include "reconciler/report/changes_text.h"
#include "reconciler/report/checkup_report.h"
#include "reconciler/report/findings_text.h"
#include "reconciler/report/json.h"
#include "reconciler/report/listing_text.h"
#include "reconciler/report/map.h"
#include "reconciler/report/progress.h"
#include "reconciler/report/report.h"
#include "reconciler/settings/secret_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>

namespace pgberth {
namespace {

constexpr std::size_t kLargestShown =
    std::size_t{16} * 1024 * 1024;  ///< Of a file whose lines are shown.
constexpr std::string_view kEnvironments = "environments";
constexpr std::array<std::string_view, 5> kPhases{kEnvironments, "desired", "resolved", "observed",
                                                  "plan"};

Error bad_option(std::string what, std::string hint) {
  return {.code = Code::BadOption, .what = std::move(what), .hint = std::move(hint)};
}

/// What `show` is to show; for other commands "".
Result<std::string> phase_of(const Options& options) {
  if (options.command != Command::Show) return std::string();
  if (options.arguments.empty())
    return bad_option("show: it is not said what to show",
                      "Write environments, desired, resolved, observed or plan after it.");
  const std::string& phase = options.arguments.front();
  if (std::ranges::find(kPhases, phase) != kPhases.end()) return phase;
  return bad_option("show: \"" + phase + "\" cannot be shown",
                    "Write environments, desired, resolved, observed or plan after show.");
}

Result<std::optional<Secret>> admin_password(const Options& options, const Setting& setting,
                                             const std::vector<std::string>& value_folders) {
  if (lies_among(options.admin_password_file, value_folders))
    return Error{
        .code = Code::PasswordFile,
        .what = "password file \"" + options.admin_password_file + "\" lies among the values",
        .hint = "Keep it where whoever writes values cannot write."};
  if (!options.admin_password_file.empty()) {
    auto password = read_password_file(options.admin_password_file);
    if (!password) return std::move(password).error();
    return std::optional<Secret>(*std::move(password));
  }
  if (setting.admin_password.empty()) return std::optional<Secret>();
  return std::optional<Secret>(setting.admin_password.duplicate());
}

SourceLines::Reader reader_of(Tree& tree) {
  return [&tree](const std::string& file) -> std::optional<std::string> {
    auto text = tree.read(file, kLargestShown);
    if (!text) return std::nullopt;
    return *std::move(text);
  };
}

/// Commands that only read values.
int print_reading(const Options& options, const Desired& desired, const Setting& setting,
                  SourceLines& lines) {
  const bool json = options.output == Output::Json;
  const Look look{.paint = setting.out_paint, .lines = &lines};
  if (options.output == Output::Csv) {  // A table that never came to be is no text.
    setting.err << validation_text(desired, {.paint = setting.err_paint, .lines = &lines});
  } else if (options.command != Command::Show) {
    setting.out << (json ? validation_json(desired) : validation_text(desired, look));
  } else {
    setting.out << (json ? desired_json(desired) : desired_text(desired, look));
  }
  return exit_code_of_reading(desired.findings, options.fail_on);
}

std::string map_of(const Options& options, const Desired& desired, const Look& look) {
  switch (options.output) {
    case Output::Json:
      return map_json(desired.claims);
    case Output::Mermaid:
      return map_mermaid(desired.claims);
    case Output::Svg:
      return map_svg(desired.claims);
    default:
      break;
  }
  return map_text(desired.claims, look);
}

/// The map goes out alone, so that it can be kept; what was noticed is told beside it.
int print_map(const Options& options, const Desired& desired, const Setting& setting,
              SourceLines& lines) {
  setting.out << map_of(options, desired, {.paint = setting.out_paint, .lines = &lines});
  if (has_error(desired.findings))
    setting.err << findings_text(desired.findings, desired.claims,
                                 {.paint = setting.err_paint, .lines = &lines});
  return exit_code_of_reading(desired.findings, options.fail_on);
}

int print_pass(const Options& options, const std::string& phase, const PassReport& report,
               const Setting& setting, SourceLines& lines) {
  const bool json = options.output == Output::Json;
  const Look look{.paint = setting.out_paint, .lines = &lines};
  if (phase == "resolved") {
    setting.out << (json ? resolved_json(report) : resolved_text(report, look));
  } else if (phase == "observed") {
    setting.out << (json ? observed_json(report) : observed_text(report, look));
  } else {
    if (json)
      setting.out << plan_json(report);
    else
      write_changes(report, look, setting.out);
  }
  if (options.command == Command::Show) return exit_code_of_showing(report, options.fail_on);
  return options.command == Command::Apply ? exit_code_of_apply(report, options.fail_on)
                                           : exit_code_of_diff(report, options.fail_on);
}

/// CSV goes out alone, so that it can be kept; what was noticed is told beside it.
int print_report(const Options& options, const PassReport& report, const Setting& setting,
                 SourceLines& lines) {
  if (options.output == Output::Csv) {
    setting.out << report_csv(report);
    setting.err << findings_text(report.findings, report.resolved,
                                 {.paint = setting.err_paint, .lines = &lines});
  } else {
    setting.out << (options.output == Output::Json
                        ? report_json(report)
                        : report_text(report, {.paint = setting.out_paint, .lines = &lines}));
  }
  return exit_code_of_report(report, options.fail_on);
}

int print_checkup(const Options& options, const CheckupReport& report, const Setting& setting,
                  SourceLines& lines) {
  setting.out << (options.output == Output::Json
                      ? checkup_json(report)
                      : checkup_text(report, {.paint = setting.out_paint, .lines = &lines}));
  return exit_code_of_doctor(report);
}

PassOptions pass_options(const Options& options, const Settings& settings, const Parts& parts) {
  const bool applies = options.command == Command::Apply;
  return {.depth = options.shallow ? Depth::Shallow : Depth::Deep,
          .apply = applies,
          .inventory = options.command == Command::Report,
          .bounds = bounds_of(settings),
          .accepted = settings.accepted,
          .jobs_at_once = options.jobs,
          .stop = applies && parts.stop_with_care ? parts.stop_with_care() : std::stop_token{}};
}

/// Whether the command can do that, and print in that form.
Result<Done> check_options(const Options& options) {
  const bool picture = options.output == Output::Mermaid || options.output == Output::Svg;
  if (picture && options.command != Command::Map)
    return bad_option("--output mermaid and --output svg are for maps",
                      "Write text or json, or use `pgberth map`.");
  const bool of_check = options.output == Output::Markdown || options.output == Output::Github ||
                        options.output == Output::Sarif;
  if (of_check)
    return bad_option("--output markdown, github and sarif are for checks",
                      "Write text or json, or use `pgberth check`.");
  if (options.output == Output::Csv && options.command != Command::Report)
    return bad_option("--output csv is for reports",
                      "Write text or json, or use `pgberth report`.");
  if (options.command == Command::Report && !options.settings.empty() &&
      !options.environments.empty())
    return bad_option("report: --environment leaves out what other environments declare",
                      "Leave the option out: a report is about all environments of the settings.");
  return Done{};
}

}  // namespace

Result<int> run_command(const Options& options, const Parts& parts, const Setting& setting) {
  if (auto fits = check_options(options); !fits) return std::move(fits).error();
  auto phase = phase_of(options);
  if (!phase) return std::move(phase).error();
  if (*phase == kEnvironments) return show_environments(options, parts, setting);
  auto read = chosen_settings(options, parts);
  if (!read) return std::move(read).error();
  auto password = admin_password(options, setting, read->settings.value_folders);
  if (!password) return std::move(password).error();

  Desired desired;
  const bool usable = !has_error(read->findings);
  const Settings nothing;
  auto values = OpenedValues::open(usable ? read->settings : nothing, parts);
  if (!values) return std::move(values).error();
  if (usable) desired = read_environments(read->settings, values->tree(), values->opener());
  desired.findings.insert(desired.findings.begin(), read->findings.begin(), read->findings.end());
  const bool only_reads = options.command == Command::Validate || options.command == Command::Map ||
                          *phase == "desired";
  if (only_reads ||
      options.command == Command::Doctor)  // A pass does the same with all of its findings.
    silence(read->settings.accepted, std::chrono::floor<std::chrono::days>(parts.clock.wall()),
            sight_of_values(desired.claims), desired.findings);
  SourceLines lines(reader_of(values->tree()), desired);
  if (options.command == Command::Map) return print_map(options, desired, setting, lines);
  if (options.command == Command::Doctor && !usable)
    return print_checkup(options, {.findings = desired.findings}, setting, lines);
  if (only_reads || !usable) return print_reading(options, desired, setting, lines);

  OperatorWorld world(read->settings, *password, parts);
  if (options.command == Command::Doctor)
    return print_checkup(options, checkup_of(read->settings, std::move(desired), world), setting,
                         lines);
  PassOptions pass = pass_options(options, read->settings, parts);
  std::optional<ProgressBar> bar;
  if (setting.progress && pass.apply) pass.progress = &bar.emplace(setting.err, setting.err_paint);
  const PassReport report = run_pass(std::move(desired), world, pass);
  if (options.command == Command::Report) return print_report(options, report, setting, lines);
  return print_pass(options, *phase, report, setting, lines);
}

}  // namespace pgberth
