#include "reconciler/cli/run.h"

#include "reconciler/cli/check.h"
#include "reconciler/cli/commands.h"
#include "reconciler/cli/explain.h"
#include "reconciler/cli/serve.h"
#include "reconciler/report/findings_text.h"

#include <ostream>

namespace pgberth {
namespace {

bool coloured(ColourWhen when, bool terminal, const EnvironmentVariables& environment) {
  if (when != ColourWhen::Auto) return when == ColourWhen::Always;
  const bool refused = !environment("NO_COLOR").value_or("").empty();
  return terminal && !refused && environment("TERM").value_or("") != "dumb";
}

/// A URI among misplaced words may hold a password, so none is repeated.
int refuse(Error error, const Surroundings& surroundings, Paint paint) {
  error.what = without_uris(error.what);
  surroundings.err << error_text(error, {.paint = paint});
  return kFailure;
}

int explain(const Options& options, const Surroundings& surroundings, Paint error_paint) {
  if (options.arguments.empty()) {
    surroundings.out << list_of_codes();
    return kAgreement;
  }
  for (const std::string& code : options.arguments) {
    auto page = page_of(code);
    if (!page) return refuse(page.error(), surroundings, error_paint);
    surroundings.out << *page;
  }
  return kAgreement;
}

int ended(const Surroundings& surroundings, const Parts& parts) {
  const EnvironmentVariables& environment = surroundings.environment;
  auto parsed = parse(surroundings.arguments, environment, surroundings.version);
  if (!parsed)
    return refuse(parsed.error(), surroundings,
                  {.on = coloured(ColourWhen::Auto, surroundings.err_is_terminal, environment)});
  if (const auto* answer = std::get_if<Answer>(&*parsed)) {
    surroundings.out << answer->text;
    return kAgreement;
  }
  const Options& options = std::get<Options>(*parsed);
  const Paint out_paint{.on = coloured(options.colour, surroundings.out_is_terminal, environment)};
  const Paint err_paint{.on = coloured(options.colour, surroundings.err_is_terminal, environment)};
  if (options.command == Command::Explain) return explain(options, surroundings, err_paint);

  const auto password = environment("PGBERTH_ADMIN_PASSWORD");
  const Setting setting{.out = surroundings.out,
                        .err = surroundings.err,
                        .out_paint = out_paint,
                        .err_paint = err_paint,
                        .progress = surroundings.err_is_terminal && !options.no_progress,
                        .admin_password = password ? Secret{*password} : Secret{}};
  const auto code = options.command == Command::Run
                        ? serve(options, parts, setting, surroundings.version)
                    : options.command == Command::Check ? run_check(options, parts, setting)
                                                        : run_command(options, parts, setting);
  return code ? *code : refuse(code.error(), surroundings, err_paint);
}

}  // namespace

int run(const Surroundings& surroundings, const Parts& parts) {
  const int code = ended(surroundings, parts);
  surroundings.out.flush();
  if (surroundings.out) return code;
  return refuse({.code = Code::OutputFailed,
                 .what = "the output cannot be written; what was done is done",
                 .hint = "Make room for it and run the command again."},
                surroundings, {});
}

}  // namespace pgberth
