#include "reconciler/model/checkup.h"

namespace pgberth {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Fine:
      return "fine";
    case Verdict::Missing:
      return "missing";
    case Verdict::Optional:
      return "optional";
    case Verdict::Unknown:
      return "unknown";
  }
  return "unknown";
}

Check unreachable(const Error& error) {
  return {.about = std::string(kReachability),
          .verdict = Verdict::Missing,
          .seen = error.what,
          .cure = error.hint};
}

}  // namespace pgberth
