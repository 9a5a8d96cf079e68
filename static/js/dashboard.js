/* Starts the pages kept from Oscar's dashboard; what stood in the pages as inline script is here. */
(($) => {
  "use strict";

  // Texts are written in plain fields: the rich editor needs inline styles.
  $.fn.tinymce = function plainText() {
    return this;
  };

  $(() => {
    const { dashboard } = window.oscar;
    dashboard.init({ languageCode: document.documentElement.lang });
    if (document.getElementById("id_report_type")) dashboard.reports.init();
    if (document.querySelector("#id_type") && document.querySelector("#id_value")) {
      dashboard.offers.init();
    }
    if (document.querySelector(".product_list")) {
      dashboard.ranges.init();
      dashboard.reordering.init({
        wrapper: ".product_list",
        submit_url: location.pathname.replace(/products\/$/, "reorder/"),
      });
    }
    if (document.querySelector("#SearchModal .error-block, #SearchModal .invalid-feedback")) {
      $("#SearchModal").modal("show");
    }
  });
})(window.jQuery);
