/**
 * Colours of all plots: the hues of Okabe and Ito (2008), which colour-blind readers tell apart, darkened on white and
 * lightened on black until each reaches a contrast of 3 against its background. Paper is always white.
 */
export const theme = `
.hnlm-plot{--paper:#fff;--ink:#1f2328;--soft:#57606a;--rule:#d8dee4;
background:var(--paper);color:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
.hnlm-plot text{fill:currentColor}
.hnlm-plot .heading{font-size:15px;font-weight:600}
.hnlm-plot .soft{fill:var(--soft);font-size:12px}
.hnlm-plot .grid{stroke:var(--rule)}
.hnlm-plot .axis{stroke:var(--soft)}
.hnlm-plot .reference{stroke:currentColor;stroke-dasharray:4 3}
.hnlm-plot .interval{stroke:currentColor;stroke-width:1.5}
.hnlm-plot .line{fill:none;stroke:var(--hue);stroke-width:1.6;stroke-linejoin:round}
.hnlm-plot .mark{fill:var(--hue);stroke:var(--paper);stroke-width:1.2}
.hnlm-plot .faint{stroke-width:1.3;stroke-opacity:.85}
.hnlm-plot .bar{fill:var(--hue)}
.hnlm-plot .area{fill:var(--hue);fill-opacity:.25}
.hnlm-plot .dots{fill:var(--hue);fill-opacity:.7;stroke:var(--paper);stroke-width:.5}
.hnlm-plot .many{stroke:none}
.hnlm-plot .link{fill:none;stroke:var(--soft);stroke-opacity:.45}
.hnlm-plot .shares{fill:var(--rule);stroke:var(--soft);stroke-width:.6}
.hnlm-plot .stars{text-anchor:middle;font-size:14px;font-weight:600}
.hnlm-plot .hue-0{--hue:#0072b2}
.hnlm-plot .hue-1{--hue:#d55e00}
.hnlm-plot .hue-2{--hue:#008f68}
.hnlm-plot .hue-3{--hue:#b3588c}
.hnlm-plot .hue-4{--hue:#a87400}
.hnlm-plot .hue-5{--hue:#1f2328}
.hnlm-plot .hue-grey{--hue:#6e7781}
@media screen and (prefers-color-scheme:dark){
.hnlm-plot{--paper:#161b22;--ink:#e6edf3;--soft:#9aa5b1;--rule:#30363d}
.hnlm-plot .hue-0{--hue:#4aa8e0}
.hnlm-plot .hue-1{--hue:#f08a3c}
.hnlm-plot .hue-2{--hue:#2fbf94}
.hnlm-plot .hue-3{--hue:#dd8fbd}
.hnlm-plot .hue-4{--hue:#e0b040}
.hnlm-plot .hue-5{--hue:#e6edf3}
.hnlm-plot .hue-grey{--hue:#8b949e}}
`.replaceAll('\n', '');

/** Number of numbered `hue-*` classes; `hue-grey` is for what stands back. */
export const hues = 6;
